package dev.diptych.searcher;

import dev.diptych.core.ItemId;
import dev.diptych.core.Look;
import dev.diptych.core.Modality;
import dev.diptych.index.IndexView;
import dev.diptych.searcher.MatchJudge.Judged;
import dev.diptych.searcher.MatchJudge.JudgedItem;
import dev.diptych.searcher.internal.duplicates.ComparedLook;
import dev.diptych.searcher.internal.duplicates.LookComparison;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts results that look like a better one behind it. */
final class Folding {

  /*
   * Why blocks
   *
   * Which result stands for which others, and how many they are, must not depend on the page that is
   * looked at. So results are folded in blocks that are the same whatever is asked for: the first
   * 128, or as many as the second stage may score where these are more, then four times as many, and
   * so on. Within a block each result goes behind the first that it looks like, if there is one;
   * results of different blocks are never compared. A page is cut from what is left, and only blocks
   * that are known to their end are used.
   */
  private static final int FIRST_BLOCK = 128;

  private static final int BLOCK_FACTOR = 4;

  private final IndexView view;
  private final int firstBlock;
  private final int wanted;
  private final Map<ItemId, ComparedLook> known = new HashMap<>();

  /**
   * A folding to come.
   *
   * @param most the greatest depth of the second stage
   * @param wanted how many results are needed
   */
  Folding(IndexView view, int most, int wanted) {
    this.view = view;
    this.firstBlock = Math.max(FIRST_BLOCK, most);
    this.wanted = wanted;
  }

  /** {@return whether a search folds its results} */
  static boolean isAskedFor(SearchRequest request) {
    return request.target() == Modality.IMAGE
        && request.selection().lookalikes() == Lookalikes.FOLD;
  }

  /** {@return how many candidates fill so many blocks that there may be enough results} */
  int candidates() {
    int end = firstBlock;
    while (end < wanted) {
      end *= BLOCK_FACTOR;
    }
    return end;
  }

  /** {@return how many candidates fill a block more} */
  static int more(int candidates) {
    return Math.multiplyExact(candidates, BLOCK_FACTOR);
  }

  /** {@return whether there are more results than were wanted, so that no more candidates are} */
  boolean isEnough(Judged folded) {
    return folded.items().size() > wanted;
  }

  /**
   * Folds results.
   *
   * @param judged all of them in their order
   * @return those that stand for others or for themselves: all good matches, and at least one more
   *     than wanted where there are so many
   */
  Judged fold(Judged judged) {
    Confidence confidence = judged.confidence();
    int good = confidence.threshold().isPresent() ? confidence.good() : 0;
    List<JudgedItem> all = judged.items();
    List<JudgedItem> standing = new ArrayList<>();
    int standingGood = 0;
    int start = 0;
    for (int end = firstBlock;
        start < all.size() && (standing.size() <= wanted || start < good);
        end *= BLOCK_FACTOR) {
      List<JudgedItem> block = all.subList(start, Math.min(end, all.size()));
      standingGood += fold(block, Math.clamp((long) good - start, 0, block.size()), standing);
      start += block.size();
    }
    return new Judged(
        standing,
        confidence.withGood(confidence.threshold().isPresent() ? standingGood : standing.size()),
        judged.warnings());
  }

  /**
   * Folds a block; {@return how many of the good ones stand}
   *
   * @param good how many of its results are good matches
   * @param standing where to add those that stand
   */
  private int fold(List<JudgedItem> block, int good, List<JudgedItem> standing) {
    learn(block);
    List<JudgedItem> leaders = new ArrayList<>();
    List<List<ItemId>> behind = new ArrayList<>();
    int standingGood = 0;
    for (int at = 0; at < block.size(); at++) {
      JudgedItem item = block.get(at);
      int leader = leaderOf(item, leaders);
      if (leader < leaders.size()) {
        behind.get(leader).add(item.item().id());
      } else if (at < good || standing.size() + leaders.size() <= wanted) {
        leaders.add(item);
        behind.add(new ArrayList<>());
        standingGood += at < good ? 1 : 0;
      }
    }
    for (int i = 0; i < leaders.size(); i++) {
      standing.add(leaders.get(i).standingFor(behind.get(i)));
    }
    return standingGood;
  }

  private void learn(List<JudgedItem> block) {
    Map<ItemId, Look> looks = view.looks(block.stream().map(each -> each.item().id()).toList());
    looks.forEach((id, look) -> known.computeIfAbsent(id, _ -> ComparedLook.of(look)));
  }

  /** {@return the place of the first that an item looks like, or of none} */
  private int leaderOf(JudgedItem item, List<JudgedItem> leaders) {
    ComparedLook look = known.get(item.item().id());
    if (look == null) {
      return leaders.size();
    }
    for (int i = 0; i < leaders.size(); i++) {
      ComparedLook other = known.get(leaders.get(i).item().id());
      if (other != null && LookComparison.isAlike(other, look)) {
        return i;
      }
    }
    return leaders.size();
  }
}
