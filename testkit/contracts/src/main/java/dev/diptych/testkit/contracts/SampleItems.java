package dev.diptych.testkit.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.IndexSpec;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Items, vectors and features that follow from a number alone. */
final class SampleItems {

  private SampleItems() {}

  static ItemId id(int number) {
    return new ItemId(String.format(Locale.ROOT, "item%08d", number));
  }

  static String source(int number) {
    return "file:///pictures/%s.png".formatted(number);
  }

  static Item image(int number) {
    return image(number, source(number), "picture " + number);
  }

  static Item image(int number, String source, String content) {
    return Item.image(
        id(number), source, ContentHash.of(content.getBytes(UTF_8)), 1000, 5, 640, 480);
  }

  static Item text(int number, String words, @Nullable String imageSource) {
    return Item.text(
        id(number),
        "file:///captions.csv#row=" + number,
        ContentHash.of(words.getBytes(UTF_8)),
        words.length(),
        5,
        words,
        imageSource);
  }

  /** {@return as many vectors as items of this modality have} */
  static Embedding vector(IndexSpec spec, Modality modality, long seed) {
    Random random = new Random(7919 * seed + 17);
    int dimension = spec.dimension();
    float[] components = new float[spec.vectors(modality) * dimension];
    for (int from = 0; from < components.length; from += dimension) {
      double squares = 0;
      for (int i = from; i < from + dimension; i++) {
        components[i] = (float) random.nextGaussian();
        squares += components[i] * components[i];
      }
      for (int i = from; i < from + dimension; i++) {
        components[i] /= (float) Math.sqrt(squares);
      }
    }
    return Embedding.of(spec.vectors(modality), components);
  }

  static PatchFeatures features(IndexSpec spec, long seed) {
    Random random = new Random(31 * seed + 3);
    float[] values = new float[spec.patches() * spec.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return PatchFeatures.of(spec.patches(), spec.width(), values);
  }
}
