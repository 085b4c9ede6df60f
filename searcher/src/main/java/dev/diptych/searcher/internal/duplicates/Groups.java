package dev.diptych.searcher.internal.duplicates;

import dev.diptych.searcher.internal.duplicates.PicturePair.Alike;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Pairs put together to groups. Two groups become one where at least half of the pairs between them
 * look alike, those most alike first: one pair by chance does not join two groups of pictures.
 */
final class Groups {

  private static final double JOINING = .5;

  private final Set<PicturePair> alike = new HashSet<>();
  private final Map<Integer, List<Integer>> groups = new HashMap<>();

  private Groups() {}

  /** {@return the places of each group of two or more, in order} */
  static List<List<Integer>> of(List<Alike> pairs) {
    Groups all = new Groups();
    pairs.forEach(pair -> all.alike.add(pair.pair()));
    pairs.stream()
        .sorted(
            Comparator.comparingDouble(Alike::difference)
                .thenComparingInt(each -> each.pair().first())
                .thenComparingInt(each -> each.pair().second()))
        .forEach(each -> all.join(each.pair()));
    return all.groups.values().stream()
        .distinct()
        .filter(group -> group.size() > 1)
        .map(group -> group.stream().sorted().toList())
        .sorted(Comparator.comparing(List::getFirst))
        .toList();
  }

  private void join(PicturePair pair) {
    List<Integer> one = group(pair.first());
    List<Integer> other = group(pair.second());
    if (Objects.equals(one, other) || !belongTogether(one, other)) {
      return;
    }
    one.addAll(other);
    other.forEach(place -> groups.put(place, one));
  }

  private List<Integer> group(int place) {
    return groups.computeIfAbsent(place, it -> new ArrayList<>(List.of(it)));
  }

  private boolean belongTogether(List<Integer> one, List<Integer> other) {
    int found = 0;
    for (int first : one) {
      for (int second : other) {
        found += alike.contains(PicturePair.of(first, second)) ? 1 : 0;
      }
    }
    return found >= JOINING * one.size() * other.size();
  }
}
