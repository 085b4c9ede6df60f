package dev.diptych.indexer.internal.picture;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Gzip;
import dev.diptych.core.Source;
import dev.diptych.encoders.DecodedImage;
import dev.diptych.encoders.DecodingPool;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.indexer.internal.crawl.RegularFile;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.items.KnownItem;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the file of a picture of the index once more. */
public final class IndexedPicture {

  private static final Logger LOG = LoggerFactory.getLogger(IndexedPicture.class);

  private IndexedPicture() {}

  /**
   * {@return what is made of a picture; empty where its file is gone, has changed or cannot be
   * decoded}
   *
   * @param use what to make of it; should keep nothing of its size
   */
  public static <T> Optional<T> read(
      KnownItem picture, ImageLimits limits, Function<DecodedImage, T> use) {
    Optional<Source.Member> member = new Source(picture.source()).member();
    try (InputStream file = RegularFile.open(SourceUri.file(picture.source()));
        InputStream in = member.isPresent() ? Gzip.unpacked(file) : file) {
      if (member.isPresent()) {
        in.skipNBytes(member.get().offset());
      }
      int more = member.isPresent() ? 0 : 1; // of a file that has grown
      byte[] bytes = in.readNBytes(Math.toIntExact(picture.bytes() + more));
      if (!ContentHash.of(bytes).equals(picture.contentHash())) {
        return Optional.empty();
      }
      String name = SourceUri.name(picture.source());
      return Optional.of(DecodingPool.forIndexing().decode(bytes, name, limits, use));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      LOG.debug("{} cannot be read again now", picture.source(), e);
      return Optional.empty();
    }
  }
}
