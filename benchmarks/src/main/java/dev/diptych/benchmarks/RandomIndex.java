package dev.diptych.benchmarks;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.TokenBudget;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Indexes of pictures that were never drawn: random unit vectors and random patch features, written
 * through the writer that indexing uses. To a search they are like any other; to encode as many
 * pictures would take hours.
 */
public final class RandomIndex {

  /** So many feature sets are drawn and written again and again; each record is its own on disk. */
  private static final int FEATURE_SETS = 16;

  private static final long SEED = 5;

  private RandomIndex() {}

  /** As {@link #make(Path, Bundle, FeatureFormat, int, int)}, with all tokens. */
  public static IndexFolder make(Path folder, Bundle bundle, FeatureFormat format, int images)
      throws IOException {
    return make(folder, bundle, format, bundle.shape().patches(), images);
  }

  /**
   * Makes an index, or finds the one that was made before.
   *
   * @param folder where it lies
   * @param bundle the model it is for
   * @param format how patch features are stored
   * @param tokens how many are kept of an image
   * @param images how many
   */
  public static IndexFolder make(
      Path folder, Bundle bundle, FeatureFormat format, int tokens, int images) throws IOException {
    IndexFolder index = IndexFolder.at(folder);
    IndexSpec spec = IndexSpecs.of(bundle, format).withTokens(tokens);
    if (index.exists() && holds(index, spec, images)) {
      return index;
    }
    try (ItemWriter writer = index.exists() ? index.rebuild(spec) : index.openWriter(spec)) {
      fill(writer, bundle.shape(), new TokenBudget(tokens), images);
      writer.publish();
    }
    return index;
  }

  private static boolean holds(IndexFolder index, IndexSpec spec, int images) {
    return index.summary().spec().equals(spec) && index.summary().images() == images;
  }

  private static void fill(ItemWriter writer, ModelShape shape, TokenBudget budget, int images) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<PatchFeatures> features = new ArrayList<>();
    for (int i = 0; i < Math.min(images, FEATURE_SETS); i++) {
      features.add(budget.apply(features(shape, random)));
    }
    for (int i = 0; i < images; i++) {
      writer.add(item(i), unitVector(shape.dimension(), random), features.get(i % features.size()));
    }
  }

  /** {@return the item of this number} */
  private static Item item(int number) {
    return Item.image(
        id(number),
        String.format(Locale.ROOT, "file:///nowhere/%06d.jpg", number),
        String.format(Locale.ROOT, "%064x", number),
        100_000,
        0,
        640,
        480);
  }

  /** {@return the id of the picture of this number, from 0} */
  public static ItemId id(int number) {
    return new ItemId(String.format(Locale.ROOT, "image%06d", number));
  }

  /** {@return patch features as a last norm leaves them, {@code f32 [P,W]}} */
  public static PatchFeatures features(ModelShape shape, SplittableRandom random) {
    float[] values = new float[shape.patches() * shape.visionWidth()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return PatchFeatures.of(shape.patches(), shape.visionWidth(), values);
  }

  /** {@return a point of the joint space, {@code f32 [D]}} */
  public static Embedding unitVector(int dimension, SplittableRandom random) {
    float[] values = new float[dimension];
    double squares = 0;
    for (int i = 0; i < dimension; i++) {
      values[i] = (float) random.nextGaussian();
      squares += (double) values[i] * values[i];
    }
    for (int i = 0; i < dimension; i++) {
      values[i] /= (float) Math.sqrt(squares);
    }
    return Embedding.of(values);
  }
}
