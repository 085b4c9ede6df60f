package dev.diptych.index;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItemId;
import java.util.List;

/**
 * What the first stage found.
 *
 * @param neighbours best first
 * @param visited how many vectors were compared
 * @param exact whether every vector was compared, so that nothing can have been missed
 */
public record Recall(List<Neighbour> neighbours, long visited, boolean exact) {

  public Recall {
    neighbours = List.copyOf(neighbours);
  }

  /**
   * One found item.
   *
   * @param id the item
   * @param itc its cosine to the query
   */
  public record Neighbour(ItemId id, ItcScore itc) {}
}
