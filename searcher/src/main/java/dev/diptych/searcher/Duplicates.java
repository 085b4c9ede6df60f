package dev.diptych.searcher;

import dev.diptych.core.Item;
import java.util.List;

/**
 * Pictures of an index that are the same, in two senses that are told apart.
 *
 * @param sameContent files with the same bytes, the largest groups first
 * @param lookAlike pictures of different bytes that show the same, the largest groups first. Of
 *     files with the same bytes one stands for all
 * @param compared how many pictures of different bytes were compared
 * @param unknown how many could not be compared by their looks, which no index run has taken yet
 */
public record Duplicates(
    List<List<Item>> sameContent, List<List<LookAlike>> lookAlike, int compared, int unknown) {

  public Duplicates {
    sameContent = sameContent.stream().map(List::copyOf).toList();
    lookAlike = lookAlike.stream().map(List::copyOf).toList();
  }

  /**
   * A picture of a group that looks alike.
   *
   * @param item the picture; the one with the most pixels is the first of its group
   * @param hashBits in how many of 64 bits its perceptual hash differs from that of the first, as
   *     it is or mirrored
   * @param cosine of its vector and that of the first: what the model makes of both
   */
  public record LookAlike(Item item, int hashBits, double cosine) {}
}
