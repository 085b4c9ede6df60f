package dev.diptych.searcher;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.core.WordOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A query as the two stages read it. */
sealed interface EncodedQuery {

  /** Whether it, or a part of it, is of another kind than what is looked for. */
  default boolean isCrossModal(Modality target) {
    return switch (this) {
      case Words _ -> target != Modality.TEXT;
      case Picture _ -> target != Modality.IMAGE;
      case Mixed mixed ->
          mixed.parts().stream().anyMatch(part -> part.query().isCrossModal(target));
    };
  }

  /** {@return the items that were asked about, which are no answers; nor are their copies} */
  default List<Item> asked() {
    return itself().stream().toList();
  }

  /** {@return whether single parts of its words are to be verified} */
  default boolean isVerified() {
    return switch (this) {
      case Words words -> !words.checks().isEmpty();
      case Picture _ -> false;
      case Mixed mixed -> mixed.parts().stream().anyMatch(part -> part.query().isVerified());
    };
  }

  /** What the first stage reads, {@code f32 [D]}, of a picture {@code [Q,D]}. */
  Embedding vector();

  /** The item that this is, where it is one of the index. */
  Optional<Item> itself();

  /** Share of the words that the vocabulary does not hold whole; 0 for a picture. */
  double broken();

  /** How little its words read as a sentence, the worst of several parts; 0 for a picture. */
  default double oddity(WordOrder order) {
    return switch (this) {
      case Words words -> order.oddity(words.text());
      case Picture _ -> 0;
      case Mixed mixed ->
          mixed.parts().stream().mapToDouble(part -> part.query().oddity(order)).max().orElse(0);
    };
  }

  /** What the asker should know about the encoding. */
  List<String> warnings();

  /**
   * Words.
   *
   * @param text what the second stage splits into its own tokens
   * @param parts vectors of what the text asks for part by part; empty where it is one part
   * @param checks what the second stage verifies besides
   * @param broken share of its words that the vocabulary does not hold whole
   */
  record Words(
      Embedding vector,
      String text,
      List<Embedding> parts,
      List<Query.Check> checks,
      double broken,
      Optional<Item> itself,
      List<String> warnings)
      implements EncodedQuery {

    /** {@return the same, looking for one part} */
    Words lookingFor(Embedding part) {
      return new Words(part, text, List.of(), List.of(), broken, itself, warnings);
    }
  }

  /**
   * A picture.
   *
   * @param features what the second stage reads, fetched when it does
   */
  record Picture(
      Embedding vector, Supplier<Optional<PatchFeatures>> features, Optional<Item> itself)
      implements EncodedQuery {

    @Override
    public double broken() {
      return 0;
    }

    @Override
    public List<String> warnings() {
      return List.of();
    }
  }

  /**
   * Several as one.
   *
   * @param vector near what fits all parts
   */
  record Mixed(Embedding vector, List<Part> parts) implements EncodedQuery {

    @Override
    public Optional<Item> itself() {
      return Optional.empty();
    }

    @Override
    public List<Item> asked() {
      return parts.stream().flatMap(part -> part.query().asked().stream()).toList();
    }

    @Override
    public double broken() {
      return parts.stream().mapToDouble(part -> part.query().broken()).max().orElse(0);
    }

    @Override
    public List<String> warnings() {
      return parts.stream().flatMap(part -> part.query().warnings().stream()).distinct().toList();
    }
  }

  /**
   * One of several.
   *
   * @param asked as it was asked
   * @param query as the stages read it
   * @param weight its share, negative for what is not wanted
   * @param scale what its cosines mean
   */
  record Part(Query.Single asked, EncodedQuery query, double weight, PartScale scale) {}
}
