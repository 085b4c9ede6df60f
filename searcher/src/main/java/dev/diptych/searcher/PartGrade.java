package dev.diptych.searcher;

import dev.diptych.core.ItcScore;
import dev.diptych.core.MatchProbability;
import java.util.Optional;

/**
 * How well one result fits one part of a {@link Mix}.
 *
 * @param weight the share of the part, negative for what is not wanted
 * @param grade 0 to 1: the match probability where there is one, else the closeness, which is 0 for
 *     what lies no nearer than the average item of the index and 1 for the part itself
 * @param itc the cosine to the part
 * @param probability how likely the result is what the part asks for; empty where the part is of
 *     the result's own kind, or the second stage did not score it
 */
public record PartGrade(
    double weight, double grade, ItcScore itc, Optional<MatchProbability> probability) {}
