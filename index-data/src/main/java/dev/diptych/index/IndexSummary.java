package dev.diptych.index;

import java.nio.file.Path;
import java.time.Instant;

/**
 * An index in a few numbers.
 *
 * @param folder where it lies
 * @param spec what it was made for
 * @param formatVersion the version of the on-disk format that it was last written in
 * @param generation number of the current generation, from 1
 * @param created when it was made
 * @param images number of images
 * @param texts number of texts
 * @param vectorBytes bytes of the Lucene folder
 * @param featureBytes bytes of the feature chunks
 * @param thumbnailBytes bytes of the thumbnails
 */
public record IndexSummary(
    Path folder,
    IndexSpec spec,
    int formatVersion,
    int generation,
    Instant created,
    int images,
    int texts,
    long vectorBytes,
    long featureBytes,
    long thumbnailBytes) {

  /**
   * {@return what an image takes on disk on average: its features and thumbnail, and its share of
   * the Lucene folder (vector, graph and fields), which images and texts share by number; 0 in an
   * index without images}
   */
  public long bytesPerImage() {
    return images == 0
        ? 0
        : (featureBytes + thumbnailBytes) / images + vectorBytes / (images + texts);
  }

  /**
   * {@return the part of {@link #bytesPerImage} that patch features take, copies sharing theirs}
   */
  public long featureBytesPerImage() {
    return images == 0 ? 0 : featureBytes / images;
  }
}
