package dev.diptych.reranker;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItemId;

/**
 * One result of the first stage.
 *
 * @param id the item
 * @param itc its cosine to the query
 */
public record Candidate(ItemId id, ItcScore itc) {}
