package dev.diptych.indexer;

import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.Scope;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.items.KnownItems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares a rebuild with the index that it is to replace. A named folder of which the rebuild
 * holds less than half may lie on a disk that is not there; then the user is asked, and the index
 * stays.
 */
final class Replacement {

  private Replacement() {}

  /**
   * Asks about every named folder that would lose the greater part of its items.
   *
   * @param named the paths of the run, those that do not exist included
   */
  static void ask(
      List<Path> named, Crawl crawl, KnownItems known, ItemWriter writer, Accounts accounts) {
    Set<String> folders = new LinkedHashSet<>(crawl.scope().folders());
    for (Path path : named) {
      if (Files.notExists(path)) {
        folders.add(SourceUri.of(path.toAbsolutePath().normalize()));
      }
    }
    for (String folder : folders) {
      String below = Scope.below(folder);
      long before = writer.countReplaced(below);
      long now = known.all().stream().filter(item -> item.source().startsWith(below)).count();
      if (before > Removal.FEW && 2 * now < before) {
        before -= cleared(below, crawl, writer);
      }
      if (before > Removal.FEW && 2 * now < before) {
        accounts.ask(
            new RemovalQuestion(
                SourceUri.display(folder),
                "the rebuild holds %s of the %s items that the index holds of it"
                    .formatted(now, before),
                before - now,
                true,
                false));
      }
    }
  }

  /** {@return how many items the index holds of what is left out now, as the user asked} */
  private static long cleared(String below, Crawl crawl, ItemWriter writer) {
    return crawl.leftOut().values().stream()
        .filter(leftOut -> leftOut.cause().clears() && leftOut.source().startsWith(below))
        .mapToLong(
            leftOut ->
                writer.countReplaced(
                    leftOut.folder() ? Scope.below(leftOut.source()) : leftOut.source()))
        .sum();
  }
}
