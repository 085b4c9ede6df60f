package dev.diptych.indexer.internal.encode;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.PixelValues;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.internal.encode.Prepared.Fresh;
import dev.diptych.indexer.internal.items.DecodingNote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes pictures for an index. A rebuild that changes one of the two models takes what the other
 * one says of a picture from the index that it replaces, so that only the new model reads it. Not
 * thread-safe.
 */
public final class PictureEncoding implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PictureEncoding.class);

  /** What still holds of the index that is replaced. */
  private enum Kept {
    NOTHING,
    VECTORS,
    FEATURES
  }

  private final ImageEncoder encoder;
  private final IndexSpec spec;
  private final Optional<IndexView> replaced;
  private final Kept kept;

  /**
   * @param encoder of the model or models of the index
   */
  public PictureEncoding(ImageEncoder encoder, ItemWriter writer) {
    this.encoder = encoder;
    this.spec = writer.spec();
    this.replaced = writer.replaced();
    this.kept = replaced.map(before -> kept(before.spec(), spec)).orElse(Kept.NOTHING);
  }

  /** Where both models are as before, the index is made anew for another reason, such as damage. */
  private static Kept kept(IndexSpec before, IndexSpec now) {
    boolean retriever = before.retriever().isSameAs(now.retriever());
    boolean reranker = before.reranker().isSameAs(now.reranker());
    if (retriever && !reranker) {
      return Kept.VECTORS;
    }
    boolean stored =
        now.features() != FeatureFormat.NONE
            && before.features() == now.features()
            && before.tokens() == now.tokens();
    return reranker && !retriever && stored ? Kept.FEATURES : Kept.NOTHING;
  }

  /** {@return what the index is to hold of each of these pictures, whose contents differ} */
  public List<Vectors> encode(List<Fresh<PixelValues>> batch) {
    return switch (kept) {
      case NOTHING -> both(batch);
      case VECTORS ->
          spec.features() == FeatureFormat.NONE
              ? join(
                  batch, vectorsBefore(batch), all -> all, (vector, _) -> new Vectors(vector, null))
              : join(batch, vectorsBefore(batch), encoder::features, Vectors::new);
      case FEATURES ->
          join(
              batch,
              featuresBefore(batch),
              encoder::vectors,
              (features, vector) -> new Vectors(vector, features));
    };
  }

  private List<Vectors> both(List<Fresh<PixelValues>> batch) {
    List<Vectors> all = new ArrayList<>();
    for (ImageEncoding encoding : encoder.encode(pixels(batch))) {
      all.add(new Vectors(encoding.vector(), encoding.features()));
    }
    return all;
  }

  /**
   * Encodes by one model what the index before knows of the other, and by both what it does not.
   *
   * @param before what is known, by content
   * @param missing the other half, by the new model
   */
  private <T, U> List<Vectors> join(
      List<Fresh<PixelValues>> batch,
      Map<String, T> before,
      Function<List<PixelValues>, List<U>> missing,
      BiFunction<T, U, Vectors> joined) {
    List<Fresh<PixelValues>> known = new ArrayList<>(batch);
    known.removeIf(fresh -> !before.containsKey(fresh.draft().contentHash()));
    List<Fresh<PixelValues>> unknown = new ArrayList<>(batch);
    unknown.removeAll(known);
    Map<String, Vectors> all = new HashMap<>();
    if (!known.isEmpty()) {
      List<U> other = missing.apply(pixels(known));
      for (int i = 0; i < known.size(); i++) {
        String hash = known.get(i).draft().contentHash();
        all.put(hash, joined.apply(before.get(hash), other.get(i)));
      }
    }
    if (!unknown.isEmpty()) {
      List<Vectors> encoded = both(unknown);
      for (int i = 0; i < unknown.size(); i++) {
        all.put(unknown.get(i).draft().contentHash(), encoded.get(i));
      }
    }
    return batch.stream().map(fresh -> all.get(fresh.draft().contentHash())).toList();
  }

  private Map<String, Embedding> vectorsBefore(List<Fresh<PixelValues>> batch) {
    return byContent(batch, (view, ids) -> view.vectors(ids));
  }

  private Map<String, PatchFeatures> featuresBefore(List<Fresh<PixelValues>> batch) {
    return byContent(batch, (view, ids) -> view.features(ids).found());
  }

  /** {@return what the index before knows of these pictures, by content} */
  private <T> Map<String, T> byContent(
      List<Fresh<PixelValues>> batch, BiFunction<IndexView, List<ItemId>, Map<ItemId, T>> lookUp) {
    IndexView view = replaced.orElseThrow();
    try {
      Map<ItemId, String> contents = new HashMap<>();
      view.imagesWith(batch.stream().map(fresh -> fresh.draft().contentHash()).toList())
          .forEach(
              (hash, items) -> {
                if (isDecodedAsNow(items.getFirst(), view)) {
                  contents.put(items.getFirst().id(), hash);
                }
              });
      Map<String, T> found = new HashMap<>();
      lookUp
          .apply(view, List.copyOf(contents.keySet()))
          .forEach((id, known) -> found.put(contents.get(id), known));
      return found;
    } catch (DiptychException e) {
      LOG.warn("The index that is replaced cannot be read; pictures are encoded anew", e);
      return Map.of();
    }
  }

  private static boolean isDecodedAsNow(Item item, IndexView view) {
    return Math.max(item.decoding(), DecodingNote.read(view.notes())) >= ImageReader.DECODING;
  }

  private static List<PixelValues> pixels(List<Fresh<PixelValues>> batch) {
    return batch.stream().map(Fresh::input).toList();
  }

  @Override
  public void close() {
    replaced.ifPresent(IndexView::close);
  }
}
