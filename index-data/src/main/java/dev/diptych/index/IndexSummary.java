package dev.diptych.index;

import java.nio.file.Path;
import java.time.Instant;

/**
 * An index in a few numbers.
 *
 * @param folder where it lies
 * @param spec what it was made for
 * @param format how and when it was written
 * @param images number of images
 * @param texts number of texts
 * @param generatedTexts how many of the texts a model wrote
 * @param bytes what it takes on disk
 */
public record IndexSummary(
    Path folder,
    IndexSpec spec,
    Format format,
    int images,
    int texts,
    int generatedTexts,
    Sizes bytes) {

  /**
   * How an index was written.
   *
   * @param version the version of the on-disk format that it was last written in
   * @param generation number of the current generation, from 1
   * @param created when it was made
   */
  public record Format(int version, int generation, Instant created) {}

  /**
   * Bytes on disk.
   *
   * @param vectors of the Lucene folder
   * @param features of the feature chunks
   * @param thumbnails of the thumbnails
   */
  public record Sizes(long vectors, long features, long thumbnails) {}

  /**
   * {@return what an image takes on disk on average: its features and thumbnail, and its share of
   * the Lucene folder (vector, graph and fields), which images and texts share by number; 0 in an
   * index without images}
   */
  public long bytesPerImage() {
    return images == 0
        ? 0
        : (bytes.features() + bytes.thumbnails()) / images + bytes.vectors() / (images + texts);
  }

  /**
   * {@return the part of {@link #bytesPerImage} that patch features take, copies sharing theirs}
   */
  public long featureBytesPerImage() {
    return images == 0 ? 0 : bytes.features() / images;
  }
}
