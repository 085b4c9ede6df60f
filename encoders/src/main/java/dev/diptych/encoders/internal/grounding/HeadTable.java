package dev.diptych.encoders.internal.grounding;

import dev.diptych.encoders.WordKind.Head;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The mean of some number for each head. */
final class HeadTable {

  private final Map<Head, Double> sums = new HashMap<>();
  private int count;

  /** A number of one head in one pair. */
  interface Measure {
    double of(Head head);
  }

  void add(Looks looks, Measure measure) {
    count++;
    for (int layer = 0; layer < looks.layers(); layer++) {
      for (int head = 0; head < looks.heads(); head++) {
        Head each = new Head(layer, head);
        sums.merge(each, measure.of(each), Double::sum);
      }
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** {@return the heads with at least this share of the highest mean, the highest first} */
  List<Head> best(double share, int most) {
    double highest = sums.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    List<Head> best = new ArrayList<>();
    sums.entrySet().stream()
        .filter(entry -> highest > 0 && entry.getValue() >= share * highest)
        .sorted(
            Map.Entry.<Head, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparingInt(entry -> entry.getKey().layer())
                .thenComparingInt(entry -> entry.getKey().head()))
        .limit(most)
        .forEach(entry -> best.add(entry.getKey()));
    return best;
  }
}
