package dev.diptych.searcher;

import dev.diptych.core.ItcScore;
import dev.diptych.core.Item;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One result.
 *
 * @param item what was found
 * @param copies the other images with the same bytes, whose place this is, too; none for a text
 * @param rank its place, from 1
 * @param recallRank the place the first stage gave it, from 1
 * @param itc its cosine to the query
 * @param itm its match logits; empty where the second stage did not score it
 * @param probability how likely it is what was asked for, by the model's scoring; empty where that
 *     does not say
 * @param texts words that belong to it or to a copy, if it is an image, and that no model wrote
 * @param parts what was verified of it besides the words as a whole; its probability includes them
 * @param generated words that models wrote of it or of a copy, if it is an image
 * @param foundBy which part of the first stage found it
 * @param exact whether it stands first because its words hold what was in quotes, or its file was
 *     named; it is a good match whatever its probability
 * @param lookalikes pictures that look like it, were found below it and stand behind it, best
 *     first; none where look-alikes are shown
 * @param mix how well it fits each part of a mix, in the order of the parts; none for one query
 */
public record SearchHit(
    Item item,
    List<Item> copies,
    int rank,
    int recallRank,
    ItcScore itc,
    Optional<ItmScore> itm,
    Optional<MatchProbability> probability,
    List<String> texts,
    List<CheckedPart> parts,
    List<GeneratedText> generated,
    FoundBy foundBy,
    boolean exact,
    List<Item> lookalikes,
    List<PartGrade> mix) {

  public SearchHit {
    copies = List.copyOf(copies);
    texts = List.copyOf(texts);
    parts = List.copyOf(parts);
    generated = List.copyOf(generated);
    lookalikes = List.copyOf(lookalikes);
    mix = List.copyOf(mix);
  }

  /** A result that no look-alike stands behind. */
  public SearchHit(
      Item item,
      List<Item> copies,
      int rank,
      int recallRank,
      ItcScore itc,
      Optional<ItmScore> itm,
      Optional<MatchProbability> probability,
      List<String> texts,
      List<CheckedPart> parts,
      List<GeneratedText> generated,
      FoundBy foundBy,
      boolean exact) {
    this(
        item,
        copies,
        rank,
        recallRank,
        itc,
        itm,
        probability,
        texts,
        parts,
        generated,
        foundBy,
        exact,
        List.of(),
        List.of());
  }

  /** A result of a search that verified nothing besides the words as a whole. */
  public SearchHit(
      Item item,
      List<Item> copies,
      int rank,
      int recallRank,
      ItcScore itc,
      Optional<ItmScore> itm,
      Optional<MatchProbability> probability,
      List<String> texts) {
    this(
        item,
        copies,
        rank,
        recallRank,
        itc,
        itm,
        probability,
        texts,
        List.of(),
        List.of(),
        FoundBy.VECTOR,
        false);
  }

  /** {@return where it comes from, the item's own source first} */
  public List<String> sources() {
    return Stream.concat(Stream.of(item), copies.stream())
        .map(each -> each.source().uri())
        .toList();
  }
}
