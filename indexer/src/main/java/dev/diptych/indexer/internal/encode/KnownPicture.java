package dev.diptych.indexer.internal.encode;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Facts;
import dev.diptych.core.Look;
import dev.diptych.encoders.DecodingPool;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Looks;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.Thumbnails;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.picture.PictureFacts;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes what the index has of a picture's content: a thumbnail that was lost, facts and looks
 * that an older index lacks. Nothing is encoded for that, and what cannot be had is done without.
 * Thread-safe.
 */
final class KnownPicture {

  private static final Logger LOG = LoggerFactory.getLogger(KnownPicture.class);

  private static final int THUMBNAIL_LONG_SIDE = 320;

  private final ImageLimits limits;
  private final ItemStore store;
  private final PictureFacts facts;

  KnownPicture(ImageLimits limits, ItemStore store, PictureFacts facts) {
    this.limits = limits;
    this.store = store;
    this.facts = facts;
  }

  static byte[] thumbnail(RgbImage image) {
    return Thumbnails.thumbnailJpeg(image, THUMBNAIL_LONG_SIDE);
  }

  /** The facts of a picture whose content the index has, with its look. */
  Facts facts(FoundFile file, byte[] bytes, String hash) {
    Facts read = facts.read(file, bytes);
    return store
        .lookOf(hash)
        .or(() -> lookOfThumbnail(file, hash))
        .or(() -> lookOfFile(file, bytes))
        .map(read::with)
        .orElse(read);
  }

  private Optional<Look> lookOfThumbnail(FoundFile file, String hash) {
    try {
      return store
          .thumbnail(hash)
          .map(jpeg -> Looks.of(ImageReader.standard().read(jpeg, file.name())));
    } catch (RuntimeException e) {
      LOG.debug("The thumbnail of {} is damaged", file.source(), e);
      return Optional.empty();
    }
  }

  private Optional<Look> lookOfFile(FoundFile file, byte[] bytes) {
    try {
      return Optional.of(
          DecodingPool.forIndexing()
              .decode(bytes, file.name(), limits, image -> Looks.of(image.pixels())));
    } catch (RuntimeException | StackOverflowError e) {
      LOG.warn("No look can be taken of {}", file.source(), e);
      return Optional.empty();
    }
  }

  /** A thumbnail that was lost or torn is made again; the picture need not be encoded for that. */
  void restoreThumbnail(FoundFile file, String hash) {
    if (store.hasThumbnail(hash)) {
      return;
    }
    try {
      byte[] bytes = PictureFile.read(file, limits);
      if (bytes.length <= limits.maxBytes() && ContentHash.of(bytes).equals(hash)) {
        restoreThumbnail(file, hash, bytes);
      }
    } catch (IOException e) {
      LOG.warn("No thumbnail can be made of {}", file.source(), e);
    }
  }

  void restoreThumbnail(FoundFile file, String hash, byte[] bytes) {
    if (store.hasThumbnail(hash)) {
      return;
    }
    try {
      store.putThumbnail(
          hash,
          DecodingPool.forIndexing()
              .decode(bytes, file.name(), limits, image -> thumbnail(image.pixels())));
    } catch (RuntimeException | StackOverflowError e) {
      LOG.warn("No thumbnail can be made of {}", file.source(), e);
    }
  }
}
