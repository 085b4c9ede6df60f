package dev.diptych.index;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItemId;
import java.util.List;

/**
 * What the first stage found. Images with the same bytes are found once: whatever sources they
 * have, they take one place, that of the nearest of them. Texts with the same words are told apart,
 * since they may belong to different pictures.
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
   * @param id the item; of several images with the same bytes any one
   * @param contentHash SHA-256 of its bytes or words, 64 hexadecimal digits
   * @param itc its cosine to the query
   */
  public record Neighbour(ItemId id, String contentHash, ItcScore itc) {}
}
