package dev.diptych.searcher.internal.duplicates;

import dev.diptych.searcher.internal.duplicates.PicturePair.Alike;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/*
 * Crowds
 *
 * Of a picture in a crowd of thousands not all candidates were compared, so that most pairs between
 * two groups of the crowd are not known. Some of them are compared then, and the others are taken to
 * be like these. Of groups whose pairs are too many to be counted one by one, some are counted.
 */
/**
 * Pairs put together to groups. Two groups become one where at least half of the pairs between them
 * look alike, those most alike first: one pair by chance does not join two groups of pictures.
 */
final class Groups {

  private static final double JOINING = .5;

  /** Pairs between two groups that are counted at most. */
  static final int MOST_COUNTED = 1024;

  /** Of those that nobody compared, so many are compared at most. */
  private static final int MOST_COMPARED = 16;

  /** Multiples of it are scattered evenly between whole numbers. */
  private static final double GOLDEN_RATIO = .6180339887498949;

  private final Predicate<PicturePair> leftOut;
  private final Predicate<PicturePair> isAlike;
  private final Set<PicturePair> alike = new HashSet<>();
  private final Map<PicturePair, Boolean> compared = new HashMap<>();
  private final Map<Integer, List<Integer>> groups = new HashMap<>();

  private Groups(Predicate<PicturePair> leftOut, Predicate<PicturePair> isAlike) {
    this.leftOut = leftOut;
    this.isAlike = isAlike;
  }

  /**
   * {@return the places of each group of two or more, in order}
   *
   * @param pairs that look alike
   * @param leftOut whether a pair that is none of these may look alike all the same
   * @param isAlike compares such a pair
   */
  static List<List<Integer>> of(
      List<Alike> pairs, Predicate<PicturePair> leftOut, Predicate<PicturePair> isAlike) {
    Groups all = new Groups(leftOut, isAlike);
    pairs.forEach(pair -> all.alike.add(pair.pair()));
    pairs.stream()
        .sorted(
            Comparator.comparingDouble(Alike::difference)
                .thenComparingInt(each -> each.pair().first())
                .thenComparingInt(each -> each.pair().second()))
        .forEach(each -> all.join(each.pair()));
    return distinct(all.groups.values()).stream()
        .filter(group -> group.size() > 1)
        .map(group -> group.stream().sorted().toList())
        .sorted(Comparator.comparing(List::getFirst))
        .toList();
  }

  private static Set<List<Integer>> distinct(Collection<List<Integer>> groups) {
    Set<List<Integer>> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    distinct.addAll(groups);
    return distinct;
  }

  private void join(PicturePair pair) {
    List<Integer> one = group(pair.first());
    List<Integer> other = group(pair.second());
    if (one.equals(other) || !belongTogether(one, other)) {
      return;
    }
    List<Integer> larger = one.size() >= other.size() ? one : other;
    List<Integer> smaller = one.size() >= other.size() ? other : one;
    larger.addAll(smaller);
    smaller.forEach(place -> groups.put(place, larger));
  }

  private List<Integer> group(int place) {
    return groups.computeIfAbsent(place, it -> new ArrayList<>(List.of(it)));
  }

  private boolean belongTogether(List<Integer> one, List<Integer> other) {
    List<PicturePair> between = between(one, other);
    List<PicturePair> unknown = new ArrayList<>();
    int found = 0;
    for (PicturePair pair : between) {
      if (alike.contains(pair)) {
        found++;
      } else if (leftOut.test(pair)) {
        unknown.add(pair);
      }
    }
    return found + expected(unknown) >= JOINING * between.size();
  }

  /** All pairs between two groups, or as many as are counted, scattered evenly. */
  private static List<PicturePair> between(List<Integer> one, List<Integer> other) {
    long all = (long) one.size() * other.size();
    int count = (int) Math.min(all, MOST_COUNTED);
    List<PicturePair> pairs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long at = all == count ? i : (long) (i * GOLDEN_RATIO % 1 * all);
      pairs.add(
          PicturePair.of(one.get((int) (at / other.size())), other.get((int) (at % other.size()))));
    }
    return pairs;
  }

  /** How many of some pairs that nobody compared are alike, told from a few of them. */
  private double expected(List<PicturePair> unknown) {
    int count = Math.min(unknown.size(), MOST_COMPARED);
    int found = 0;
    for (int i = 0; i < count; i++) {
      PicturePair pair = unknown.get((int) ((long) i * unknown.size() / count));
      found += compared.computeIfAbsent(pair, isAlike::test) ? 1 : 0;
    }
    return count == 0 ? 0 : (double) found * unknown.size() / count;
  }
}
