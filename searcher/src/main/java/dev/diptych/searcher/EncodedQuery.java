package dev.diptych.searcher;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A query as the two stages read it. */
sealed interface EncodedQuery {

  /** Of what kind it is. */
  default Modality modality() {
    return switch (this) {
      case Words _ -> Modality.TEXT;
      case Picture _ -> Modality.IMAGE;
    };
  }

  /** What the first stage reads, {@code f32 [D]}. */
  Embedding vector();

  /** The item that was asked about, which is not an answer to itself; nor are its copies. */
  Optional<Item> itself();

  /** Share of the words that the vocabulary does not hold whole; 0 for a picture. */
  double broken();

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
}
