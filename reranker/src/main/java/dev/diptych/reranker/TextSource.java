package dev.diptych.reranker;

import dev.diptych.core.ItemId;
import dev.diptych.encoders.TokenizedText;
import java.util.Optional;

/** Where the second stage reads words. Must be thread-safe when searches run side by side. */
@FunctionalInterface
public interface TextSource {

  /** {@return the tokens of this text; empty where there are none, which is no error} */
  Optional<TokenizedText> tokens(ItemId id);
}
