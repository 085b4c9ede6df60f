package dev.diptych.indexer.internal.encode;

import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.encoders.PixelValues;
import dev.diptych.indexer.SkipGroup;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.IoReason;
import dev.diptych.indexer.internal.encode.Prepared.Settled;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.picture.PictureSignature;
import dev.diptych.indexer.internal.tar.TarMember;
import dev.diptych.indexer.internal.tar.TarPicture;
import java.io.IOException;
import java.util.Locale;

/**
 * Makes encoder input of pictures in archives, read where they lie. Of an archive that is as before
 * no picture is read. Thread-safe.
 */
public final class TarPreparation {

  private final ImageLimits limits;
  private final boolean verifyContent;
  private final PicturePreparation pictures;
  private final KnownItems known;
  private final ItemStore store;
  private final DecodingRules rules;

  /**
   * A preparation for this index.
   *
   * @param verifyContent whether pictures that look unchanged are read and compared by content
   * @param pictures makes input of bytes
   */
  public TarPreparation(
      ImageLimits limits,
      boolean verifyContent,
      PicturePreparation pictures,
      KnownItems known,
      ItemStore store,
      DecodingRules rules) {
    this.limits = limits;
    this.verifyContent = verifyContent;
    this.pictures = pictures;
    this.known = known;
    this.store = store;
    this.rules = rules;
  }

  /** How the bytes of a member are had. */
  @FunctionalInterface
  public interface Reading {

    /** {@return at most so many of them} */
    byte[] read(TarMember member, int most) throws IOException;
  }

  /** {@return whether the bytes of a picture are to be looked at} */
  public boolean isDue(TarPicture picture) {
    return !isAsBefore(picture.file()) && picture.member().bytes() <= limits.maxBytes();
  }

  private boolean isAsBefore(FoundFile file) {
    KnownItem before = known.at(file.source());
    return before != null
        && before.looksLike(file)
        && !verifyContent
        && rules.areNewestOf(before)
        && store.hasThumbnail(before.contentHash());
  }

  /** Looks at one picture. Whatever is wrong with it becomes a reason. */
  public Prepared<PixelValues> prepare(TarPicture picture, Reading reading) {
    FoundFile file = picture.file();
    if (isAsBefore(file)) {
      return new Settled<>(new Finding.Unchanged(file.source(), Modality.IMAGE));
    }
    if (picture.member().bytes() > limits.maxBytes()) {
      return skipped(
          file,
          SkipGroup.UNSUPPORTED,
          String.format(Locale.ROOT, "it has more than %,d bytes", limits.maxBytes()));
    }
    try {
      byte[] head = reading.read(picture.member(), PictureSignature.HEAD_BYTES);
      if (!PictureSignature.matches(head)) {
        return skipped(file, SkipGroup.DAMAGED, "not in a known picture format");
      }
      return pictures.ofContent(
          file, known.at(file.source()), reading.read(picture.member(), Integer.MAX_VALUE - 8));
    } catch (IOException e) {
      return new Settled<>(
          new Finding.Skipped(
              file.source(),
              Modality.IMAGE,
              SkipGroup.DAMAGED,
              "cannot be read: " + IoReason.of(e),
              false));
    } catch (OutOfMemoryError e) {
      System.gc();
      return new Settled<>(
          new Finding.Skipped(
              file.source(),
              Modality.IMAGE,
              SkipGroup.UNSUPPORTED,
              "not enough memory now: raise -Xmx, and run this again",
              false));
    }
  }

  private static Prepared<PixelValues> skipped(FoundFile file, SkipGroup group, String reason) {
    return new Settled<>(new Finding.Skipped(file.source(), Modality.IMAGE, group, reason, true));
  }
}
