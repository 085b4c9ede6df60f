package dev.diptych.indexer.internal.crawl;

import dev.diptych.indexer.internal.crawl.LeftOut.Cause;
import dev.diptych.indexer.internal.patterns.FoldedName;
import dev.diptych.indexer.internal.patterns.PathPattern;
import java.util.List;
import java.util.Optional;

/**
 * A pattern and where it stands.
 *
 * @param pattern the pattern
 * @param cause {@link Cause#REQUEST} or {@link Cause#IGNORE_FILE}
 * @param given the text it was given as
 * @param place where it stands, for people
 */
record IgnoreRule(PathPattern pattern, Cause cause, String given, String place) {

  /** {@return the last of these rules that fits, which is the one that counts} */
  static Optional<IgnoreRule> last(List<IgnoreRule> rules, List<FoldedName> path, boolean folder) {
    return rules.reversed().stream()
        .filter(rule -> rule.pattern().matches(path, folder))
        .findFirst();
  }
}
