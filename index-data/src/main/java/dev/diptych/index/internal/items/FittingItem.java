package dev.diptych.index.internal.items;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.internal.files.IndexErrors;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.index.IndexWriter;
import org.jspecify.annotations.Nullable;

/**
 * The rules that an item meets before it is written: what comes with it has the shapes of the
 * index.
 */
public final class FittingItem {

  private FittingItem() {}

  /**
   * Refuses an item with a vector or features of other shapes than the index holds.
   *
   * @param vector {@code f32 [D]}, of an image {@code [Q,D]}
   * @param features {@code f32 [P,W]}, or null where the index or the modality has none
   */
  public static void require(
      IndexSpec spec, Item item, Embedding vector, @Nullable PatchFeatures features) {
    requireNames(item);
    if (vector.dimension() != spec.dimension()) {
      throw IndexErrors.misuse(
          "the vector of %s has %s dimensions, but the index has %s"
              .formatted(item.source(), vector.dimension(), spec.dimension()));
    }
    if (vector.count() != spec.vectors(item.modality())) {
      throw IndexErrors.misuse(
          "%s comes with %s vectors, but %s of the index has %s"
              .formatted(
                  item.source(),
                  vector.count(),
                  item.modality() == Modality.IMAGE ? "an image" : "a text",
                  spec.vectors(item.modality())));
    }
    boolean expected = item.modality() == Modality.IMAGE && spec.features() != FeatureFormat.NONE;
    if (item.modality() == Modality.TEXT && features != null) {
      throw IndexErrors.misuse(
          "a text has no patch features, but %s came with some".formatted(item.source()));
    }
    if (!expected) {
      return;
    }
    if (features == null) {
      throw IndexErrors.misuse(
          "the index stores patch features [%s, %s], but %s came without"
              .formatted(spec.tokens(), spec.width(), item.source()));
    }
    if (features.patches() != spec.tokens() || features.width() != spec.width()) {
      throw IndexErrors.misuse(
          "the patch features of %s are [%s, %s], but the index has [%s, %s]"
              .formatted(
                  item.source(),
                  features.patches(),
                  features.width(),
                  spec.tokens(),
                  spec.width()));
    }
    if (features.merged() != spec.mergesTokens()) {
      throw IndexErrors.misuse(
          "the index keeps tokens %s, but those of %s are %s"
              .formatted(
                  spec.mergesTokens() ? "merged to a budget" : "as they are",
                  item.source(),
                  features.merged() ? "merged" : "not merged"));
    }
  }

  /** Refuses an item with a name that is too long for a term of Lucene. */
  public static void requireNames(Item item) {
    requireTerm("source", item.source().uri());
    requireTerm("content hash", item.contentHash());
    String imageSource = item.imageSource();
    if (imageSource != null) {
      requireTerm("image source", imageSource);
    }
  }

  private static void requireTerm(String name, String value) {
    int most = IndexWriter.MAX_TERM_LENGTH - 16;
    int bytes = value.length() <= most / 3 ? 0 : value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > most) {
      throw new DiptychException(
          ErrorCode.TOO_LARGE,
          "the %s of an item may take %s bytes, but one beginning with \"%s\" takes %s; shorten its path"
              .formatted(name, most, value.substring(0, 60), bytes));
    }
  }
}
