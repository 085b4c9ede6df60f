package dev.diptych.reranker;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItemId;
import dev.diptych.core.ItmScore;
import java.util.Optional;

/**
 * One candidate in its final place.
 *
 * @param id the item
 * @param itc its cosine to the query
 * @param itm its match logits; empty where the second stage did not reach it
 */
public record RankedItem(ItemId id, ItcScore itc, Optional<ItmScore> itm) {}
