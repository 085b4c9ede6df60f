package dev.diptych.indexer;

import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.LeftOut;
import dev.diptych.indexer.internal.crawl.Trouble;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.plan.SourcePlan;

/** Accounts for what a crawl met and did not hand on. */
final class CrawlAccount {

  private CrawlAccount() {}

  /**
   * Settles troubles and what is left out, and notes which items are to leave the index for it.
   * What is left out and has an item is settled at the end of the run, with that item.
   */
  static void settle(
      Crawl crawl, SourcePlan plan, KnownItems known, ItemStore store, Accounts accounts) {
    for (Trouble trouble : crawl.troubles()) {
      if (trouble.repeated()) {
        store.remove(trouble.source());
        accounts.repeat(trouble.source(), trouble.reason());
      } else {
        accounts.skip(
            trouble.source(), SourceKind.OTHER, trouble.group(), trouble.kind(), trouble.reason());
      }
    }
    for (LeftOut leftOut : crawl.leftOut().values()) {
      if (plan.isFound(leftOut.source())) {
        continue; // a caption brought it along
      }
      if (known.at(leftOut.source()) == null || leftOut.cause() == LeftOut.Cause.HIDDEN) {
        accounts.leaveOut(leftOut);
      } else {
        accounts.countLeftOut(leftOut);
      }
    }
    if (!crawl.leftOut().isEmpty()) {
      for (KnownItem item : known.all()) {
        if (!plan.isFound(item.source()) && isCleared(item.source(), crawl)) {
          known.leave(item.source());
        }
      }
    }
    accounts.unusedPatterns(crawl.unusedPatterns());
  }

  /** {@return whether the index shall hold nothing of a source, since it is left out} */
  static boolean isCleared(String source, Crawl crawl) {
    return crawl.leftOut(source).filter(leftOut -> leftOut.cause().clears()).isPresent();
  }
}
