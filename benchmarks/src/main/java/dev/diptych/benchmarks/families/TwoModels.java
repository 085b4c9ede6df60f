package dev.diptych.benchmarks.families;

import dev.diptych.index.FeatureFormat;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.SpecChoice;
import dev.diptych.library.UpdateRequest;
import dev.diptych.searcher.SearchRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that indexes a little and searches a little with two models, and then writes down what
 * memory it took: {@code TwoModels HOME RETRIEVER RERANKER PICTURES INDEX REPORT}. A line of the
 * report is what had been done and, in kB, what {@code /proc/self/status} says then of the peak of
 * resident memory, of what is resident now without files, and with files.
 */
public final class TwoModels {

  private static final int SEARCHES = 8;
  private static final Path STATUS = Path.of("/proc/self/status");

  private TwoModels() {}

  /** Runs and ends. */
  public static void main(String[] arguments) throws IOException {
    List<String> report = new ArrayList<>();
    Path pictures = Path.of(arguments[3]);
    report.add("started " + memory());
    try (Diptych diptych = Diptych.open(Path.of(arguments[0]))) {
      DiptychIndex index = diptych.index(Path.of(arguments[4]));
      index.update(
          UpdateRequest.of(List.of(pictures))
              .withChoice(
                  SpecChoice.DEFAULT
                      .withModel(arguments[1])
                      .withReranker(arguments[2])
                      .withFeatures(FeatureFormat.F16)));
      report.add("indexed " + memory());
      for (int i = 0; i < SEARCHES; i++) {
        String words = String.join(" ", Vocabulary.letters().subList(i, i + 6));
        if (index.search(SearchRequest.words(words)).hits().getFirst().itm().isEmpty()) {
          throw new IOException("the second model has not ranked anything for: " + words);
        }
      }
      report.add("words " + memory());
      try (Stream<Path> files = Files.list(pictures)) {
        for (Path file : files.limit(2).toList()) {
          index.search(SearchRequest.picture(Files.readAllBytes(file)));
        }
      }
      report.add("pictures " + memory());
    }
    Files.write(Path.of(arguments[5]), report);
    System.out.println("done");
  }

  private static String memory() throws IOException {
    List<String> status = Files.readAllLines(STATUS);
    return String.join(
        " ",
        kilobytes(status, "VmHWM"),
        kilobytes(status, "RssAnon"),
        kilobytes(status, "VmRSS"),
        String.valueOf(
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() / 1024));
  }

  private static String kilobytes(List<String> status, String field) throws IOException {
    return status.stream()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .findFirst()
        .orElseThrow(() -> new IOException("%s does not tell %s".formatted(STATUS, field)));
  }
}
