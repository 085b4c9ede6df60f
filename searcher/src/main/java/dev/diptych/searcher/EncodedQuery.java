package dev.diptych.searcher;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.PatchFeatures;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A query as the two stages read it. */
sealed interface EncodedQuery {

  /** What the first stage reads, {@code f32 [D]}. */
  Embedding vector();

  /** The item that was asked about, which is not an answer to itself; nor are its copies. */
  Optional<Item> itself();

  /** What the asker should know about the encoding. */
  List<String> warnings();

  /**
   * Words.
   *
   * @param text what the second stage splits into its own tokens
   */
  record Words(Embedding vector, String text, Optional<Item> itself, List<String> warnings)
      implements EncodedQuery {}

  /**
   * A picture.
   *
   * @param features what the second stage reads, fetched when it does
   */
  record Picture(
      Embedding vector, Supplier<Optional<PatchFeatures>> features, Optional<Item> itself)
      implements EncodedQuery {

    @Override
    public List<String> warnings() {
      return List.of();
    }
  }
}
