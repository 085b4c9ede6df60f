package dev.diptych.indexer;

import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.core.Provenance;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.Scope;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.presence.PlaceNotes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Compares a rebuild with the index that it is to replace. A named folder of which the rebuild
 * holds less than half may lie on a disk that is not there; then the user is asked, and the index
 * stays.
 */
final class Replacement {

  private Replacement() {}

  /**
   * {@return the request with the folders that the index was made of which this run is to replace,
   * where that is asked for}
   */
  static IndexingRequest withPlaces(IndexingRequest request, ItemWriter writer) {
    if (!request.placesOfReplaced()) {
      return request;
    }
    Set<Path> paths = new LinkedHashSet<>(request.paths());
    try (Before before = new Before(writer)) {
      paths.addAll(before.places());
    }
    return request.withPaths(List.copyOf(paths));
  }

  /**
   * Asks about every named folder that would lose the greater part of its items, and, where all
   * places of the index before are to be read, about what of it was not found at any.
   *
   * @param request with the paths of the run, those that do not exist included
   */
  static void ask(
      IndexingRequest request,
      Crawl crawl,
      KnownItems known,
      ItemWriter writer,
      Accounts accounts) {
    if (request.placesOfReplaced()) {
      try (Before before = new Before(writer)) {
        before.unread(crawl.scope(), writer).forEach(accounts::ask);
      }
    }
    Set<String> folders = new LinkedHashSet<>(crawl.scope().folders());
    for (Path path : request.paths()) {
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

  /** The index before, looked into. */
  private record Before(Optional<IndexView> view) implements AutoCloseable {

    Before(ItemWriter writer) {
      this(writer.replaced());
    }

    /** {@return the outermost folders that it was made of} */
    List<Path> places() {
      Set<String> folders =
          view.map(before -> PlaceNotes.read(before.notes()).keySet()).orElse(Set.of());
      return folders.stream()
          .filter(folder -> folders.stream().noneMatch(it -> folder.startsWith(Scope.below(it))))
          .sorted()
          .map(SourceUri::file)
          .toList();
    }

    /** {@return what it holds that no path of this run leads to, by file or folder} */
    List<RemovalQuestion> unread(Scope scope, ItemWriter writer) {
      Map<String, Long> counts = new TreeMap<>();
      Consumer<Item> visitor =
          item -> {
            String source = item.source().uri();
            if (!scope.covers(source) && !isGenerated(item) && writer.bySource(source).isEmpty()) {
              counts.merge(place(item), 1L, Long::sum);
            }
          };
      view.ifPresent(
          before -> {
            for (Modality modality : Modality.values()) {
              before.forEach(modality, visitor);
            }
          });
      return counts.entrySet().stream()
          .map(
              place ->
                  new RemovalQuestion(
                      SourceUri.display(place.getKey()),
                      "the index holds items of it, and this run did not read it (name it as a path, too)",
                      place.getValue(),
                      true,
                      false))
          .toList();
    }

    private static boolean isGenerated(Item item) {
      return item.facts().provenance() instanceof Provenance.Generated;
    }

    /** A caption file, or the folder of a picture. */
    private static String place(Item item) {
      String uri = item.source().uri();
      String file = SourceUri.fileUri(uri);
      return file.equals(uri) ? SourceUri.parent(uri) : file;
    }

    @Override
    public void close() {
      view.ifPresent(IndexView::close);
    }
  }
}
