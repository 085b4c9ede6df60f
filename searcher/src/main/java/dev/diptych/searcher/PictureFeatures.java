package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.core.Item;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TokenBudget;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemReader;
import dev.diptych.reranker.FeatureCache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Optional;

/**
 * Patch features of indexed pictures: from the cache, else as the index stores them, else, where it
 * stores none, by encoding the picture's file again.
 */
final class PictureFeatures {

  private final ItemReader reader;
  private final FeatureCache cache;
  private final ImageEncoder encoder;
  private final PictureReader pictures;

  PictureFeatures(ItemReader reader, FeatureCache cache, Model model, PictureReader pictures) {
    this.reader = reader;
    this.cache = cache;
    this.encoder = model.imageEncoder();
    this.pictures = pictures;
  }

  /** Whether features are encoded when asked for, which costs as much as indexing the picture. */
  boolean areEncodedOnDemand() {
    return reader.spec().features() == FeatureFormat.NONE;
  }

  /**
   * Features within the token budget of the index, so that the same picture has the same scores,
   * but for the rounding of what is stored, whether it was indexed, is encoded again, or is asked
   * with.
   */
  PatchFeatures withinBudget(PatchFeatures features) {
    IndexSpec index = reader.spec();
    return index.mergesTokens() ? new TokenBudget(index.tokens()).apply(features) : features;
  }

  /**
   * The features of exactly this picture.
   *
   * @return empty where the item has got other bytes since it was looked up
   * @throws DiptychException where the index cannot give them; where it stores none and the
   *     picture's file is gone, has changed or cannot be decoded
   */
  Optional<PatchFeatures> of(Item image) {
    return cache.features(
        cacheKey(image.contentHash()), () -> areEncodedOnDemand() ? encode(image) : read(image));
  }

  /**
   * The same from the picture's file, whatever the index stores.
   *
   * @throws DiptychException where the file is gone, has changed or cannot be decoded
   */
  Optional<PatchFeatures> fromFile(Item image) {
    return cache.features(cacheKey(image.contentHash()), () -> encode(image));
  }

  /**
   * What features are cached under: an index that is rebuilt may keep them in another form under
   * the eyes of an open engine.
   *
   * @param contentHash SHA-256 of the picture's bytes
   */
  String cacheKey(String contentHash) {
    IndexSpec index = reader.spec();
    return "%s %s %s".formatted(contentHash, index.features(), index.tokens());
  }

  /** The reader may move to a newer commit at any moment; a look after the read tells. */
  private Optional<PatchFeatures> read(Item image) {
    Optional<PatchFeatures> features = reader.features(image.id());
    boolean unchanged =
        reader
            .item(image.id())
            .filter(now -> now.contentHash().equals(image.contentHash()))
            .isPresent();
    return unchanged ? features : Optional.empty();
  }

  private Optional<PatchFeatures> encode(Item image) {
    byte[] bytes;
    try {
      bytes = bytesOf(image).orElseThrow(() -> gone(image));
    } catch (IOException e) {
      throw new DiptychException(ErrorCode.IO, "its file cannot be read: " + IoReason.of(e), e);
    }
    return encoder
        .features(List.of(pictures.read(bytes, image.source(), encoder::preprocess)))
        .stream()
        .findFirst()
        .map(this::withinBudget);
  }

  private static DiptychException gone(Item image) {
    return new DiptychException(
        ErrorCode.NOT_FOUND,
        "the file %s is gone or has changed since it was indexed; run `diptych index` over its folder again"
            .formatted(image.source()));
  }

  private static Optional<byte[]> bytesOf(Item image) throws IOException {
    Optional<SeekableByteChannel> file = SourceFile.open(image);
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
