package dev.diptych.searcher;

import dev.diptych.core.ItcScore;
import dev.diptych.core.Item;
import dev.diptych.core.MatchProbability;
import dev.diptych.encoders.Explanation;
import java.util.Optional;

/**
 * Why words fit an indexed picture, or do not: what both stages say of the pair, and where each
 * word is.
 *
 * @param item the picture
 * @param query the words
 * @param itc the cosine of both
 * @param probability of a match; empty where the model's scoring gives none
 * @param explanation the logits, and the maps
 */
public record ItemExplanation(
    Item item,
    String query,
    ItcScore itc,
    Optional<MatchProbability> probability,
    Explanation explanation) {}
