package dev.diptych.indexer.internal.encode;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Facts;
import dev.diptych.core.Modality;
import dev.diptych.core.Source;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.PixelValues;
import dev.diptych.indexer.RemoteFetching;
import dev.diptych.indexer.SkipGroup;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.encode.Prepared.Fresh;
import dev.diptych.indexer.internal.encode.Prepared.Settled;
import dev.diptych.indexer.internal.items.Draft;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.remote.Fetched;
import dev.diptych.indexer.internal.remote.KnownVersion;
import dev.diptych.indexer.internal.remote.PictureFetcher;
import dev.diptych.indexer.internal.remote.RemotePicture;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes encoder input of pictures of the web. What the index has already is not fetched again
 * unless that is asked for; what cannot be fetched today stays in the index as it is. Thread-safe.
 */
public final class RemotePreparation {

  private final RemoteFetching fetching;
  private final PictureFetcher fetcher;
  private final PicturePreparation pictures;
  private final KnownItems known;
  private final ItemStore store;
  private final DecodingRules rules;

  /** What the index has of an address, under whichever caption file. */
  private final Map<String, KnownItem> byAddress = new ConcurrentHashMap<>();

  /**
   * A preparation for this index.
   *
   * @param fetcher stays the caller's
   * @param pictures makes input of bytes
   */
  public RemotePreparation(
      RemoteFetching fetching,
      PictureFetcher fetcher,
      PicturePreparation pictures,
      KnownItems known,
      ItemStore store,
      DecodingRules rules) {
    this.fetching = fetching;
    this.fetcher = fetcher;
    this.pictures = pictures;
    this.known = known;
    this.store = store;
    this.rules = rules;
    for (KnownItem item : known.all()) {
      if (item.modality() == Modality.IMAGE) {
        new Source(item.source())
            .address()
            .ifPresent(address -> byAddress.putIfAbsent(address, item));
      }
    }
  }

  /** Looks at one picture. Whatever is wrong with it becomes a reason. */
  public Prepared<PixelValues> prepare(RemotePicture picture) {
    KnownItem before = known.at(picture.source());
    if (before != null && !isDue(before)) {
      return new Settled<>(new Finding.Unchanged(picture.source(), Modality.IMAGE));
    }
    if (before == null && fetching == RemoteFetching.NEW) {
      Optional<Prepared<PixelValues>> shared = sharedByAddress(picture);
      if (shared.isPresent()) {
        return shared.get();
      }
    }
    try {
      return fetched(picture, before);
    } catch (OutOfMemoryError e) {
      System.gc();
      return kept(
          picture, SkipGroup.UNSUPPORTED, "not enough memory now: raise -Xmx, and run this again");
    }
  }

  private boolean isDue(KnownItem before) {
    return switch (fetching) {
      case OFF -> false;
      case NEW -> lacksSomething(before);
      case ALL -> true;
    };
  }

  private boolean lacksSomething(KnownItem before) {
    return !rules.areNewestOf(before) || !store.hasThumbnail(before.contentHash());
  }

  /** A list that was renamed, or two lists that name the same picture, cost no second fetch. */
  private Optional<Prepared<PixelValues>> sharedByAddress(RemotePicture picture) {
    KnownItem same = byAddress.get(picture.address());
    if (same == null || lacksSomething(same) || store.decodingOf(same.contentHash()).isEmpty()) {
      return Optional.empty();
    }
    FoundFile file =
        new FoundFile(picture.source(), same.bytes(), same.modifiedMillis(), same.changedMillis());
    return Optional.of(new Settled<>(new Finding.Shared(Draft.image(file, same.contentHash()))));
  }

  private Prepared<PixelValues> fetched(RemotePicture picture, @Nullable KnownItem before) {
    KnownVersion version =
        before == null || lacksSomething(before)
            ? KnownVersion.NONE
            : new KnownVersion(before.modifiedMillis(), before.etag());
    return switch (fetcher.fetch(picture.address(), version)) {
      case Fetched.Picture(byte[] content, long modifiedMillis, Optional<String> etag) ->
          marked(
              pictures.ofContent(
                  new FoundFile(picture.source(), content.length, modifiedMillis, 0),
                  before,
                  content),
              etag);
      case Fetched.Unmodified _ ->
          new Settled<>(new Finding.Unchanged(picture.source(), Modality.IMAGE));
      case Fetched.Other(byte[] head) ->
          kept(picture, SkipGroup.DAMAGED, "its address holds no picture: " + what(picture, head));
      case Fetched.TooLarge(long maxBytes) ->
          kept(
              picture,
              SkipGroup.UNSUPPORTED,
              String.format(Locale.ROOT, "it has more than %,d bytes", maxBytes));
      case Fetched.Failed(String reason) ->
          kept(picture, SkipGroup.DAMAGED, "it could not be fetched: " + reason);
    };
  }

  /**
   * The same with the mark that the server gave it. Also a picture that cannot be decoded today may
   * be sound tomorrow.
   */
  private static Prepared<PixelValues> marked(
      Prepared<PixelValues> prepared, Optional<String> etag) {
    return switch (prepared) {
      case Settled<PixelValues>(Finding.Skipped skipped) ->
          new Settled<>(
              new Finding.Skipped(
                  skipped.source(), skipped.modality(), skipped.group(), skipped.reason(), false));
      case Settled<PixelValues>(Finding.Shared(Draft draft)) ->
          new Settled<>(new Finding.Shared(marked(draft, etag)));
      case Settled<PixelValues> other -> other;
      case Fresh<PixelValues> fresh ->
          new Fresh<>(marked(fresh.draft(), etag), fresh.input(), fresh.thumbnail(), fresh.cut());
    };
  }

  private static Draft marked(Draft draft, Optional<String> etag) {
    return draft.with(draft.facts().orElse(Facts.NONE).withEtag(etag));
  }

  private static String what(RemotePicture picture, byte[] head) {
    try {
      ImageReader.standard().read(head, new Source(picture.source()).shownName());
      return "not in a known picture format";
    } catch (DiptychException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Whatever a server says today, what the index has stays until its row goes. */
  private static Prepared<PixelValues> kept(RemotePicture picture, SkipGroup group, String reason) {
    return new Settled<>(
        new Finding.Skipped(picture.source(), Modality.IMAGE, group, reason, false));
  }
}
