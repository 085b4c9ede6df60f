package dev.diptych.indexer;

import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.TokenBudget;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.encode.Finding;
import dev.diptych.indexer.internal.items.Draft;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.ItemStore.Shared;
import dev.diptych.indexer.internal.items.KnownItems;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The last stage: writes what was found to the index, and settles each source. */
final class FindingWriter {

  private final ItemStore store;
  private final KnownItems known;
  private final Accounts accounts;
  private final Optional<TokenBudget> budget;
  private final Set<String> named;

  /**
   * A stage to come.
   *
   * @param named sources of files that were named one by one, which are expected to be usable
   */
  FindingWriter(
      ItemStore store, KnownItems known, Accounts accounts, IndexSpec index, Set<String> named) {
    this.named = named;
    this.store = store;
    this.known = known;
    this.accounts = accounts;
    this.budget =
        index.mergesTokens() && index.features() != FeatureFormat.NONE
            ? Optional.of(new TokenBudget(index.tokens()))
            : Optional.empty();
  }

  void write(Finding finding) {
    switch (finding) {
      case Finding.Unchanged unchanged ->
          settle(unchanged.source(), unchanged.modality(), Outcome.REUSED, null);
      case Finding.Encoded encoded -> add(encoded);
      case Finding.Shared shared -> share(shared.draft());
      case Finding.Skipped skipped -> skip(skipped);
      case Finding.Vanished vanished -> {} // judged at the end, with all that is missing
    }
    store.commitIfDue();
  }

  private void add(Finding.Encoded encoded) {
    Draft draft = encoded.draft();
    PatchFeatures features = encoded.vectors().features();
    if (features != null && budget.isPresent()) {
      features = budget.get().apply(features); // here, while the next batch is being encoded
    }
    store.add(draft, encoded.vectors().embedding(), features, encoded.thumbnail());
    if (encoded.cut() != null) {
      accounts.cutText();
    }
    settle(draft.source(), draft.modality(), Outcome.INDEXED, encoded.cut());
  }

  private void share(Draft draft) {
    Optional<Shared> shared = store.share(draft);
    if (shared.isEmpty()) {
      skip(
          new Finding.Skipped(
              draft.source(),
              draft.modality(),
              SkipGroup.OTHER,
              "the item that had its content changed meanwhile; index it again",
              true));
      return;
    }
    String from = SourceUri.display(shared.get().from());
    String remark =
        switch (shared.get().sharing()) {
          case SAME_SOURCE -> null;
          case MOVED -> "moved from " + from;
          case COPIED -> "same content as " + from;
        };
    settle(draft.source(), draft.modality(), Outcome.REUSED, remark);
  }

  private void skip(Finding.Skipped skipped) {
    if (skipped.replaced()) {
      known.leave(skipped.source());
    }
    known.see(skipped.source());
    boolean expected = skipped.group() == SkipGroup.SIDE_FILE && named.contains(skipped.source());
    accounts.skip(
        skipped.source(),
        kind(skipped.modality()),
        expected ? SkipGroup.UNSUPPORTED : skipped.group(),
        skipped.sideKind(),
        skipped.reason());
  }

  private void settle(
      String source, @Nullable Modality modality, Outcome outcome, @Nullable String reason) {
    known.see(source);
    accounts.settle(source, kind(modality), outcome, reason);
  }

  private static SourceKind kind(@Nullable Modality modality) {
    return modality == null ? SourceKind.OTHER : SourceKind.of(modality);
  }
}
