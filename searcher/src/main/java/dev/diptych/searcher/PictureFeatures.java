package dev.diptych.searcher;

import dev.diptych.core.ContentHash;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TokenBudget;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.StoredFeatures;
import dev.diptych.reranker.FeatureCache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Patch features of indexed pictures: from the cache, else as the index stores them, else, where it
 * stores none, by encoding the picture's file again.
 */
final class PictureFeatures {

  private final FeatureCache cache;
  private final ImageEncoder encoder;
  private final PictureReader pictures;

  PictureFeatures(FeatureCache cache, Model model, PictureReader pictures) {
    this.cache = cache;
    this.encoder = model.imageEncoder();
    this.pictures = pictures;
  }

  /** Whether features are encoded when asked for, which costs as much as indexing the picture. */
  static boolean areEncodedOnDemand(IndexSpec index) {
    return index.features() == FeatureFormat.NONE;
  }

  /**
   * Features within the token budget of the index, so that the same picture has the same scores,
   * but for the rounding of what is stored, whether it was indexed, is encoded again, or is asked
   * with.
   */
  static PatchFeatures withinBudget(IndexSpec index, PatchFeatures features) {
    return index.mergesTokens() ? new TokenBudget(index.tokens()).apply(features) : features;
  }

  /**
   * What features are cached under: an index that is rebuilt may keep them in another form.
   *
   * @param contentHash SHA-256 of the picture's bytes
   */
  static String cacheKey(IndexSpec index, String contentHash) {
    return "%s %s %s".formatted(contentHash, index.features(), index.tokens());
  }

  /**
   * The features of these pictures, as far as they can be read.
   *
   * @param unread hears of every picture whose features the index or its file cannot give
   */
  Map<ItemId, PatchFeatures> of(IndexView view, List<Item> images, UnreadCandidates unread) {
    IndexSpec index = view.spec();
    Map<ItemId, PatchFeatures> features = new HashMap<>();
    List<Item> missing = new ArrayList<>();
    for (Item image : images) {
      Optional<PatchFeatures> cached = cache.cached(cacheKey(index, image.contentHash()));
      cached.ifPresentOrElse(kept -> features.put(image.id(), kept), () -> missing.add(image));
    }
    if (areEncodedOnDemand(index)) {
      for (Item image : missing) {
        unread
            .read(image, () -> Optional.of(encode(view, image)))
            .ifPresent(encoded -> features.put(image.id(), encoded));
      }
    } else if (!missing.isEmpty()) {
      StoredFeatures stored = view.features(missing.stream().map(Item::id).toList());
      for (Item image : missing) {
        unread
            .read(image, () -> kept(index, image, stored))
            .ifPresent(read -> features.put(image.id(), read));
      }
    }
    return features;
  }

  /**
   * The features of this picture.
   *
   * @return empty where the index has none of it
   * @throws DiptychException where the index cannot give them; where it stores none and the
   *     picture's file is gone, has changed or cannot be decoded
   */
  Optional<PatchFeatures> of(IndexView view, Item image) {
    IndexSpec index = view.spec();
    Optional<PatchFeatures> cached = cache.cached(cacheKey(index, image.contentHash()));
    if (cached.isPresent()) {
      return cached;
    }
    return areEncodedOnDemand(index)
        ? Optional.of(encode(view, image))
        : kept(index, image, view.features(List.of(image.id())));
  }

  /**
   * The same from the picture's file, whatever the index stores.
   *
   * @throws DiptychException where the file is gone, has changed or cannot be decoded
   */
  PatchFeatures fromFile(IndexView view, Item image) {
    return cache
        .cached(cacheKey(view.spec(), image.contentHash()))
        .orElseGet(() -> encode(view, image));
  }

  private Optional<PatchFeatures> kept(IndexSpec index, Item image, StoredFeatures stored) {
    DiptychException damage = stored.damaged().get(image.id());
    if (damage != null) {
      throw damage;
    }
    return Optional.ofNullable(stored.found().get(image.id()))
        .map(read -> cache.keep(cacheKey(index, image.contentHash()), read));
  }

  private PatchFeatures encode(IndexView view, Item image) {
    IndexSpec index = view.spec();
    byte[] bytes;
    try {
      bytes = bytesOf(view, image).orElseThrow(() -> gone(image));
    } catch (IOException e) {
      throw new DiptychException(ErrorCode.IO, "its file cannot be read: " + IoReason.of(e), e);
    }
    PatchFeatures all =
        encoder
            .features(List.of(pictures.read(bytes, image.source().uri(), encoder::preprocess)))
            .getFirst();
    return cache.keep(cacheKey(index, image.contentHash()), withinBudget(index, all));
  }

  private static DiptychException gone(Item image) {
    return new DiptychException(
        ErrorCode.NOT_FOUND,
        "the file %s is gone or has changed since it was indexed; run `diptych index` over its folder again"
            .formatted(image.source()));
  }

  private static Optional<byte[]> bytesOf(IndexView view, Item image) throws IOException {
    Optional<SeekableByteChannel> file = SourceFile.openAny(view, image);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = Channels.newInputStream(file.get())) {
      byte[] bytes = in.readNBytes(Math.toIntExact(image.bytes()));
      return ContentHash.of(bytes).equals(image.contentHash())
          ? Optional.of(bytes)
          : Optional.empty(); // written to since it was compared
    }
  }
}
