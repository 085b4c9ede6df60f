package dev.diptych.library;

import dev.diptych.indexer.IndexingReport;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Java that README shows, as a program; {@link ReadmeExampleTest} compares and runs it. */
final class ReadmeExample {

  private final List<String> printed = new ArrayList<>();

  /** Runs what README shows, and returns what it prints. */
  List<String> run(Path home, Path folder, Path pictures) {
    // README begins
    try (Diptych diptych = Diptych.open(home)) {
      DiptychIndex index = diptych.index(folder);
      IndexingReport report = index.update(List.of(pictures));
      println(report.total().indexed() + " items are new");
      SearchRequest request = SearchRequest.words("a red circle above a blue square");
      for (SearchHit hit : index.search(request.withPage(0, 5)).hits()) {
        println(hit.rank() + " " + hit.item().source());
      }
    }
    // README ends
    return printed;
  }

  private void println(Object line) {
    printed.add(line.toString());
  }
}
