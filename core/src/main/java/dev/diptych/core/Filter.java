package dev.diptych.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Conditions that every item found meets, all of them.
 *
 * @param conditions none for no filter
 */
public record Filter(List<Condition> conditions) {

  /** Lets every item pass. */
  public static final Filter NONE = new Filter(List.of());

  public Filter {
    conditions = List.copyOf(conditions);
  }

  /** A filter of these conditions. */
  public static Filter of(Condition... conditions) {
    return new Filter(List.of(conditions));
  }

  /** {@return whether every item passes} */
  public boolean isEmpty() {
    return conditions.isEmpty();
  }

  /** {@return a filter of the conditions of both} */
  public Filter and(Filter other) {
    List<Condition> all = new ArrayList<>(conditions);
    all.addAll(other.conditions);
    return new Filter(all);
  }
}
