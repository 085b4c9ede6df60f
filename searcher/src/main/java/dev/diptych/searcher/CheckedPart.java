package dev.diptych.searcher;

import dev.diptych.core.MatchProbability;
import java.util.Optional;

/**
 * A part of a query, looked for on one picture by itself.
 *
 * @param words what was looked for
 * @param wanted whether it must be there; else it must not
 * @param there how likely it is there; empty where time ended before, or it could not be read
 */
public record CheckedPart(String words, boolean wanted, Optional<MatchProbability> there) {}
