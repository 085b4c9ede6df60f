package dev.diptych.index;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;

/** How hard the nearest vectors are looked for. */
public sealed interface Effort {

  /**
   * As hard as finds nearly all of the nearest: over the HNSW graph, or by comparing with all where
   * there are so few that this is no dearer.
   */
  record Usual() implements Effort {}

  /**
   * As {@link Usual}, which chooses the beam itself, with this one.
   *
   * @param width how many of the nearest seen are kept while a graph is walked, at least as many as
   *     are asked for: the more, the fewer are missed and the longer it takes
   */
  record Beam(int width) implements Effort {
    public Beam {
      if (width < 1) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST, "the beam must be at least 1, but was " + width);
      }
    }
  }

  /** Comparing with every vector: nothing is missed. */
  record Exact() implements Effort {}
}
