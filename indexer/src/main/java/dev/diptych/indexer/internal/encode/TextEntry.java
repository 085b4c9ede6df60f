package dev.diptych.indexer.internal.encode;

import dev.diptych.indexer.internal.items.Draft;

/** A text of a caption file, or the reason why there is none. */
public sealed interface TextEntry {

  /** A text to have in the index. */
  record Usable(Draft draft) implements TextEntry {}

  /** An entry or a whole file to be skipped. */
  record Unusable(Finding.Skipped finding) implements TextEntry {}
}
