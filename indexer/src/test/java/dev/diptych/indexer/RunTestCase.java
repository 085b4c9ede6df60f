package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.fakes.HashingModel;
import dev.diptych.testkit.fakes.MemoryItemWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder, an index in memory, and runs that bring them together. */
abstract class RunTestCase {

  @TempDir Path temp;
  Path root;

  final HashingModel model = new HashingModel();
  final MemoryItemWriter index = new MemoryItemWriter();

  @BeforeEach
  void makeFolder() throws IOException {
    root = Files.createDirectories(temp.toRealPath().resolve("pets"));
  }

  IndexingReport run() {
    return run(IndexingRequest.of(List.of(root)), new ArrayList<>());
  }

  IndexingReport run(IndexingRequest request, List<SourceOutcome> outcomes) {
    IndexingReport report =
        IndexingRun.of(request)
            .run(
                model,
                index,
                new ProgressListener() {
                  @Override
                  public void progressed(IndexingProgress progress) {
                    assertThat(progress.total() < 0 || progress.done() <= progress.total())
                        .isTrue();
                  }

                  @Override
                  public void settled(SourceOutcome outcome) {
                    outcomes.add(outcome);
                  }
                });
    assertThat(outcomes).extracting(SourceOutcome::source).doesNotHaveDuplicates();
    assertThat((long) outcomes.size()).isEqualTo(report.total().seen());
    return report;
  }

  static String reason(IndexingReport report, String name) {
    return report.skips().stream()
        .filter(skip -> skip.source().endsWith("/" + name))
        .map(SourceOutcome::reason)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no skip of " + name + " in " + report.skips()));
  }

  Path write(String name, byte[] bytes) {
    return Pictures.write(root.resolve(name), bytes);
  }

  Path write(String name, String text) {
    return Pictures.write(root.resolve(name), text);
  }

  String uri(String name) {
    int hash = name.indexOf('#');
    String file = hash < 0 ? name : name.substring(0, hash);
    return FileWorld.uri(root.resolve(file)).replaceAll("/$", "")
        + (hash < 0 ? "" : name.substring(hash));
  }
}
