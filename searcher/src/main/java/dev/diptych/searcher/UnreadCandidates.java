package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The candidates of one search that the second stage could not read, each with the reason. Such a
 * candidate stays unscored; it does not keep the others from being scored. Not thread-safe.
 */
final class UnreadCandidates {

  private static final Logger log = LoggerFactory.getLogger(UnreadCandidates.class);

  /** So many are named in the answer; the others are counted. */
  private static final int MOST_NAMED = 3;

  private final List<String> named = new ArrayList<>();
  private int others;

  /**
   * Reads a candidate.
   *
   * @return what was read; empty where there is nothing, and where reading failed
   * @throws DiptychException UNAVAILABLE where the engine cannot go on at all
   */
  <T> Optional<T> read(Item item, Supplier<Optional<T>> reading) {
    try {
      return reading.get();
    } catch (DiptychException e) {
      if (e.code() == ErrorCode.UNAVAILABLE) {
        throw e;
      }
      return unread(item, e);
    } catch (RuntimeException | InternalError e) { // the latter is a fault in a mapped file
      return unread(item, e);
    }
  }

  private <T> Optional<T> unread(Item item, Throwable e) {
    log.warn("The second stage cannot read {}", item.source(), e);
    if (named.size() < MOST_NAMED) {
      named.add(
          "%s was not reranked and stands below those that were: %s"
              .formatted(item.source(), e.getMessage()));
    } else {
      others++;
    }
    return Optional.empty();
  }

  /** {@return what the asker should know, in sentences} */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(named);
    if (others > 0) {
      warnings.add("%s more were not reranked for reasons of this kind".formatted(others));
    }
    return warnings;
  }
}
