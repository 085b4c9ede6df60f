package dev.diptych.library;

import dev.diptych.core.MatchProbability;
import dev.diptych.searcher.Mix;
import dev.diptych.searcher.PartGrade;
import dev.diptych.searcher.Query;
import org.jspecify.annotations.Nullable;

/** The parts of a search that combines several queries, and how well results fit each. */
final class MixAnswer {

  private MixAnswer() {}

  /** One part: of text, image and item one is given. The absolute values of weights add up to 1. */
  public record Part(
      String kind,
      @Nullable String text,
      @Nullable String image,
      @Nullable String item,
      double weight) {

    static Part of(Mix.Part part) {
      return new Part(
          kindOf(part.query()),
          textOf(part.query()),
          imageOf(part.query()),
          itemOf(part.query()),
          part.weight());
    }
  }

  /** How well a result fits the part at the same place of the query. */
  public record Grade(double weight, double grade, float cosine, @Nullable Double match) {
    static Grade of(PartGrade grade) {
      return new Grade(
          grade.weight(),
          grade.grade(),
          grade.itc().value(),
          grade.probability().map(MatchProbability::value).orElse(null));
    }
  }

  static String kindOf(Query query) {
    return switch (query) {
      case Query.Text _ -> "text";
      case Query.Image _ -> "image";
      case Query.IndexedItem _ -> "item";
      case Mix _ -> "mix";
    };
  }

  static @Nullable String textOf(Query query) {
    return query instanceof Query.Text text ? text.words() : null;
  }

  static @Nullable String imageOf(Query query) {
    return query instanceof Query.Image image ? image.name() : null;
  }

  static @Nullable String itemOf(Query query) {
    return query instanceof Query.IndexedItem item ? item.id().value() : null;
  }
}
