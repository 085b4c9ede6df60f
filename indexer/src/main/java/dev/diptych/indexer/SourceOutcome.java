package dev.diptych.indexer;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one source, and why.
 *
 * @param source the file's URI, with a fragment where a file holds several texts: {@code
 *     file:///pets/captions.csv#row=12}
 * @param path the file for people: {@code /pets/captions.csv}
 * @param kind what the source was taken for
 * @param outcome what became of it
 * @param reason why it was skipped, in a sentence without a full stop; for the other outcomes a
 *     remark such as where it was moved from, or null
 * @param group what kind of skip it is; null for the other outcomes
 */
public record SourceOutcome(
    String source,
    String path,
    SourceKind kind,
    Outcome outcome,
    @Nullable String reason,
    @Nullable SkipGroup group) {

  public SourceOutcome {
    if (outcome == Outcome.SKIPPED) {
      Objects.requireNonNull(reason, "a skipped source needs a reason");
      Objects.requireNonNull(group, "a skipped source needs a group");
    }
  }
}
