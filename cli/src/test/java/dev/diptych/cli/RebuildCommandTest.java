package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.IndexingRequest;
import dev.diptych.indexer.IndexingRun;
import dev.diptych.indexer.ProgressListener;
import dev.diptych.indexer.SourceOutcome;
import dev.diptych.library.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code index --rebuild}: the index stays until the new one is complete. */
final class RebuildCommandTest {

  private static final int STOPPED_AFTER = 4;

  @TempDir private Path folder;

  private SmallCollection collection;

  @BeforeEach
  void index() throws IOException {
    collection = SmallCollection.in(folder);
    assertThat(run("--features", "f32").code()).isZero();
  }

  @Test
  void rebuild_stopped_leavesTheIndexAndTheNextOneResumesIt() {
    stopRebuild(FeatureFormat.INT8);
    JsonNode status = status();
    assertThat(status.at("/index/images").asInt()).isEqualTo(12);
    assertThat(status.at("/index/features").asString()).isEqualTo("f32");
    JsonNode rebuild = status.get("unfinishedRebuild");
    assertThat(rebuild.get("features").asString()).isEqualTo("int8");
    int done = rebuild.get("items").asInt();
    assertThat(done).isBetween(STOPPED_AFTER, 23);
    assertThat(collection.run("status").out())
        .contains("unfinished rebuild", "%s items done".formatted(done));

    CapturedRun plain = run();
    assertThat(plain.code()).isZero();
    assertThat(plain.err())
        .contains("unfinished rebuild", "--rebuild", "--features int8", "--discard-rebuild");
    assertThat(status().at("/index/features").asString()).isEqualTo("f32");

    CapturedRun resumed = run("--rebuild");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err())
        .contains("Resuming the rebuild that was begun ", "%s items done".formatted(done));
    assertThat(resumed.out())
        .contains("seen 24 = indexed %s + reused %s".formatted(24 - done, done));
    assertThat(status().at("/index/features").asString()).isEqualTo("int8");
    assertThat(status().get("unfinishedRebuild").isNull()).isTrue();
    assertThat(collection.run("verify").code()).isZero();
  }

  @Test
  void rebuild_withOtherChoices_dropsTheUnfinishedOneAndSaysSo() {
    stopRebuild(FeatureFormat.INT8);
    CapturedRun other = run("--rebuild", "--features", "f16");
    assertThat(other.code()).as(other.err()).isZero();
    assertThat(other.err()).contains("Dropping the rebuild that was begun ", "other choices");
    assertThat(other.out()).contains("seen 24 = indexed 24");
    assertThat(status().at("/index/features").asString()).isEqualTo("f16");
  }

  @Test
  void discardRebuild_deletesTheUnfinishedOneAlone() {
    stopRebuild(FeatureFormat.INT8);
    CapturedRun discarded = collection.run("index", "--discard-rebuild");
    assertThat(discarded.code()).isZero();
    assertThat(discarded.err()).contains("Deleted the unfinished rebuild that was begun ");
    assertThat(status().get("unfinishedRebuild").isNull()).isTrue();
    assertThat(status().at("/index/images").asInt()).isEqualTo(12);
    assertThat(collection.run("index", "--discard-rebuild").err()).contains("no unfinished");
    CapturedRun none = collection.run("index");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("PATH");
  }

  @Test
  void rebuild_findingNothing_changesNothingAndFails() throws IOException {
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    CapturedRun run = collection.run("index", "--rebuild", nothing.toString());
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("none was found", "as it was");
    assertThat(status().at("/index/images").asInt()).isEqualTo(12);
    assertThat(status().get("unfinishedRebuild").isNull()).isTrue();
  }

  @Test
  void rebuild_ofADamagedIndex_keepsModelFeaturesAndTokens() throws IOException {
    CapturedRun other =
        run("--rebuild", "--model", "scenes-blip-int8", "--features", "int8", "--tokens", "13");
    assertThat(other.code()).as(other.err()).isZero();
    delete(".dft");
    CapturedRun damaged = collection.run("status");
    assertThat(damaged.code()).isEqualTo(3);
    assertThat(damaged.err())
        .contains("--model scenes-blip-int8 --features int8 --tokens 13", "--rebuild")
        .hasLineCount(1);
    assertThat(run("--rebuild").code()).isZero();
    assertMadeAsBefore();

    delete(".si");
    Files.delete(collection.index().resolve("index.json"));
    assertThat(run("--rebuild").code()).isZero();
    assertMadeAsBefore();
  }

  private void assertMadeAsBefore() {
    assertThat(status().at("/model/name").asString()).isEqualTo("scenes-blip-int8");
    assertThat(status().at("/index/features").asString()).isEqualTo("int8");
    assertThat(status().at("/index/tokens").asInt()).isEqualTo(13);
  }

  @Test
  void rebuild_whenNothingTellsTheModel_isRefusedUntilItIsNamed() throws IOException {
    Files.writeString(collection.index().resolve("index.json"), "garbage");
    try (Stream<Path> files = Files.walk(collection.index().resolve("generations"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    CapturedRun refused = run("--rebuild");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("--model NAME", "diptych model list").hasLineCount(1);
    assertThat(run("--rebuild", "--model", "scenes-blip").code()).isZero();
    assertThat(status().at("/index/images").asInt()).isEqualTo(12);
  }

  private void delete(String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(collection.index())) {
      for (Path file : files.filter(it -> it.toString().endsWith(suffix)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A rebuild that is stopped after a few sources, as Ctrl-C does it. */
  private void stopRebuild(FeatureFormat features) {
    ModelStore store =
        ModelStore.at(Path.of(collection.environment().get("DIPTYCH_HOME"), "models"));
    IndexSpec spec = Models.spec(store.embedded(), features);
    IndexingRun run =
        IndexingRun.of(IndexingRequest.of(List.of(collection.pictures())).withBatches(1, 1));
    try (ItemWriter writer = IndexFolder.at(collection.index()).rebuild(spec);
        Model model = store.load(store.embedded(), 1)) {
      run.run(
          model,
          writer,
          new ProgressListener() {
            private int settled;

            @Override
            public void progressed(IndexingProgress progress) {}

            @Override
            public void settled(SourceOutcome outcome) {
              if (++settled == STOPPED_AFTER) {
                run.stop();
              }
            }
          });
    }
  }

  private JsonNode status() {
    return JsonMapper.shared().readTree(collection.run("status", "--json").out());
  }

  private CapturedRun run(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "index";
    arguments[1] = collection.pictures().toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return collection.run(arguments);
  }
}
