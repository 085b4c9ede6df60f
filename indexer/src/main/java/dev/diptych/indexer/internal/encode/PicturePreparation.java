package dev.diptych.indexer.internal.encode;

import dev.diptych.core.ContentHash;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Modality;
import dev.diptych.encoders.DecodingPool;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Looks;
import dev.diptych.encoders.PixelValues;
import dev.diptych.indexer.SkipGroup;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.IoReason;
import dev.diptych.indexer.internal.encode.Prepared.Fresh;
import dev.diptych.indexer.internal.encode.Prepared.Settled;
import dev.diptych.indexer.internal.items.Draft;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.picture.CameraThumbnail;
import dev.diptych.indexer.internal.picture.PictureFacts;
import dev.diptych.indexer.internal.picture.PictureSignature;
import dev.diptych.indexer.internal.picture.RawSibling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes encoder input of a file, going no further than it must: an unchanged file is not opened, a
 * file that is no picture is not read to its end, a content that the index has is not decoded.
 * Thread-safe.
 */
public final class PicturePreparation {

  private static final Logger LOG = LoggerFactory.getLogger(PicturePreparation.class);

  private static final String OUT_OF_MEMORY =
      "not enough memory now: reading it needs more than Java has left; raise -Xmx, or save it smaller";

  private final Lock alone = new ReentrantLock();
  private final ImageLimits limits;
  private final ImageEncoder encoder;
  private final KnownItems known;
  private final ItemStore store;
  private final DecodingRules rules;
  private final boolean verifyContent;
  private final Predicate<Path> isLeftOut;
  private final PictureFacts facts;
  private final NoPicture others;
  private final KnownPicture completion;

  /**
   * A preparation for this encoder and index.
   *
   * @param verifyContent whether files that look unchanged are read and compared by content
   * @param isLeftOut whether a file is there, but not for this run
   */
  public PicturePreparation(
      ImageLimits limits,
      boolean verifyContent,
      Predicate<Path> isLeftOut,
      ImageEncoder encoder,
      KnownItems known,
      ItemStore store,
      DecodingRules rules,
      PictureFacts facts) {
    this.limits = limits;
    this.verifyContent = verifyContent;
    this.isLeftOut = isLeftOut;
    this.others = new NoPicture(ImageReader.withLimits(limits));
    this.completion = new KnownPicture(limits, store, facts);
    this.encoder = encoder;
    this.known = known;
    this.store = store;
    this.rules = rules;
    this.facts = facts;
  }

  /** Looks at one file. Whatever is wrong with it becomes a reason. */
  public Prepared<PixelValues> prepare(FoundFile file) {
    try {
      return look(file);
    } catch (OutOfMemoryError e) {
      return lookAlone(file);
    }
  }

  /** The bytes of several large files may not fit where those of one do. */
  private Prepared<PixelValues> lookAlone(FoundFile file) {
    alone.lock();
    try {
      System.gc();
      return look(file);
    } catch (OutOfMemoryError e) {
      return kept(file, OUT_OF_MEMORY);
    } finally {
      alone.unlock();
    }
  }

  private Prepared<PixelValues> look(FoundFile file) {
    Optional<String> shown = RawSibling.of(file.path());
    if (shown.isPresent() && !isLeftOut.test(file.path().resolveSibling(shown.get()))) {
      return new Settled<>(
          new Finding.Skipped(
              file.source(),
              Modality.IMAGE,
              SkipGroup.SIDE_FILE,
              "raw file beside its picture",
              "passed over: it is a raw file, and %s beside it shows the same picture"
                  .formatted(shown.get()),
              true));
    }
    Optional<String> large = CameraThumbnail.of(file.path());
    if (large.isPresent()) {
      return new Settled<>(
          new Finding.Skipped(
              file.source(),
              Modality.IMAGE,
              SkipGroup.SIDE_FILE,
              ".THM",
              "passed over: it is the camera's thumbnail of %s beside it".formatted(large.get()),
              true));
    }
    KnownItem before = known.at(file.source());
    boolean unchanged = before != null && before.looksLike(file);
    if (before != null && unchanged && !verifyContent && rules.stillHold(before, file)) {
      completion.restoreThumbnail(file, before.contentHash());
      return asBefore(before, file);
    }
    Modality modality = before == null ? null : Modality.IMAGE;
    byte[] bytes;
    try {
      byte[] head = PictureSignature.head(file.path());
      if (!PictureSignature.matches(head)) {
        return new Settled<>(others.of(file, modality, head));
      }
      modality = Modality.IMAGE;
      if (Files.size(file.path()) > limits.maxBytes()) {
        return skipped(file, SkipGroup.UNSUPPORTED, tooLarge());
      }
      bytes = PictureFile.read(file, limits);
    } catch (NoSuchFileException e) {
      return new Settled<>(
          before == null
              ? new Finding.Skipped(
                  file.source(),
                  modality,
                  SkipGroup.OTHER,
                  "it vanished before it could be read",
                  true)
              : new Finding.Vanished(file.source(), Modality.IMAGE));
    } catch (IOException e) {
      return new Settled<>(
          new Finding.Skipped(
              file.source(),
              modality,
              SkipGroup.DAMAGED,
              "cannot be read: " + IoReason.of(e),
              false));
    }
    if (bytes.length > limits.maxBytes()) {
      return skipped(file, SkipGroup.UNSUPPORTED, tooLarge());
    }
    if (before != null && unchanged && before.contentHash().equals(ContentHash.of(bytes))) {
      if (verifyContent && rules.stillHold(before, bytes)) {
        completion.restoreThumbnail(file, before.contentHash());
        return asBefore(before, file);
      }
      return decoded(file, bytes, before.contentHash());
    }
    return ofContent(file, before, bytes);
  }

  /**
   * Makes encoder input of a picture's bytes, wherever they come from.
   *
   * @param file as it was met; bytes and times of it become the item's
   * @param before what the index has of its source, null for nothing
   */
  Prepared<PixelValues> ofContent(FoundFile file, @Nullable KnownItem before, byte[] bytes) {
    String hash = ContentHash.of(bytes);
    boolean same = before != null && before.contentHash().equals(hash);
    OptionalInt decoding =
        before != null && same ? OptionalInt.of(before.decoding()) : store.decodingOf(hash);
    if (decoding.isPresent() && rules.stillHold(decoding.getAsInt(), bytes)) {
      completion.restoreThumbnail(file, hash, bytes);
      return new Settled<>(
          new Finding.Shared(Draft.image(file, hash).with(completion.facts(file, bytes, hash))));
    }
    return decoded(file, bytes, hash);
  }

  /**
   * An index from before change times, facts or looks were kept takes them down from files that are
   * as before, and so does one whose {@code .xmp} files have changed. Nothing is encoded for that.
   */
  private Prepared<PixelValues> asBefore(KnownItem before, FoundFile file) {
    Draft draft = Draft.image(file, before.contentHash());
    if (!before.factsReading().equals(facts.due(file))) {
      try {
        byte[] bytes = PictureFile.read(file, limits);
        return new Settled<>(
            new Finding.Shared(draft.with(completion.facts(file, bytes, before.contentHash()))));
      } catch (IOException e) {
        LOG.debug("No facts can be read of {} now", file.source(), e);
      }
    }
    return new Settled<>(
        before.lacksChangeTimeOf(file)
            ? new Finding.Shared(draft)
            : new Finding.Unchanged(file.source(), Modality.IMAGE));
  }

  private Prepared<PixelValues> decoded(FoundFile file, byte[] bytes, String hash) {
    try {
      return DecodingPool.forIndexing()
          .decode(
              bytes,
              file.name(),
              limits,
              image ->
                  new Fresh<>(
                      Draft.image(
                          file,
                          hash,
                          image.width(),
                          image.height(),
                          ImageReader.DECODING,
                          facts.read(file, bytes).with(Looks.of(image.pixels()))),
                      encoder.preprocess(image.pixels()),
                      KnownPicture.thumbnail(image.pixels()),
                      null));
    } catch (DiptychException e) {
      String reason = String.valueOf(e.getMessage());
      return e.code().kind() == ErrorCode.Kind.RESOURCE
          ? kept(file, reason)
          : skipped(file, group(e), reason);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.warn("Decoding {} failed", file.source(), e);
      return skipped(file, SkipGroup.DAMAGED, "cannot be decoded: its decoder gave up");
    }
  }

  private String tooLarge() {
    return String.format(
        Locale.ROOT, "it has more than %,d bytes; save the picture smaller", limits.maxBytes());
  }

  private static SkipGroup group(DiptychException failure) {
    return failure.code() == ErrorCode.TOO_LARGE || ImageReader.isKindNotRead(failure)
        ? SkipGroup.UNSUPPORTED
        : SkipGroup.DAMAGED;
  }

  /** It is this machine that fails, so what the index has of the file stays. */
  private static Prepared<PixelValues> kept(FoundFile file, String reason) {
    return new Settled<>(
        new Finding.Skipped(file.source(), Modality.IMAGE, SkipGroup.UNSUPPORTED, reason, false));
  }

  private static Prepared<PixelValues> skipped(FoundFile file, SkipGroup group, String reason) {
    return new Settled<>(new Finding.Skipped(file.source(), Modality.IMAGE, group, reason, true));
  }
}
