package dev.diptych.searcher;

import dev.diptych.core.Condition;
import dev.diptych.core.Filter;
import dev.diptych.core.Modality;
import dev.diptych.index.IndexView;
import java.util.List;
import java.util.Optional;

/**
 * What the conditions of a search left of the index.
 *
 * @param items how many items of the target's kind there are
 * @param passing how many of them meet all conditions
 * @param conditions what each condition leaves out
 */
public record Narrowing(int items, int passing, List<LeftOut> conditions) {

  /**
   * A condition, taken alone.
   *
   * @param condition as people write it: {@code tag:beach}
   * @param items how many items do not meet it
   */
  public record LeftOut(String condition, int items) {}

  /** Lies somewhere in the file system: what every item meets whose facts are kept. */
  private static final Filter ANY_FOLDER = Filter.of(new Condition.Folder("/"));

  public Narrowing {
    conditions = List.copyOf(conditions);
  }

  /** Counts; empty without conditions. */
  static Optional<Narrowing> of(IndexView view, Modality target, Filter filter) {
    if (filter.isEmpty()) {
      return Optional.empty();
    }
    int items = view.count(target);
    return Optional.of(
        new Narrowing(
            items,
            view.count(target, filter),
            filter.conditions().stream()
                .map(
                    condition ->
                        new LeftOut(
                            ConditionText.of(condition),
                            items - view.count(target, Filter.of(condition))))
                .toList()));
  }

  /** What the asker should know where nothing passes. */
  Optional<String> warning(IndexView view, Modality target) {
    if (passing > 0 || items == 0) {
      return Optional.empty();
    }
    return Optional.of(
        view.count(target, ANY_FOLDER) == 0
            ? "this index was made before facts were kept, which conditions are about; run diptych index once more, it encodes nothing again"
            : "none of the %s items meets the conditions: %s"
                .formatted(items, String.join(" ", texts())));
  }

  private List<String> texts() {
    return conditions.stream().map(LeftOut::condition).toList();
  }
}
