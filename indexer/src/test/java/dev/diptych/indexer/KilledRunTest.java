package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Modality;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.testkit.fakes.HashingModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed leaves an index that opens, and the next run goes on from there. */
class KilledRunTest {

  private static final int FILES = 120;
  private static final int KILLS = 5;

  @TempDir Path temp;

  /** Runs in the child: tells every settled source, so that the parent can choose its moment. */
  static final class Child {

    private Child() {}

    @SuppressWarnings("SystemOut") // the pipe to the parent
    public static void main(String[] arguments) {
      try (ItemWriter writer =
          IndexFolder.at(Path.of(arguments[1])).openWriter(HashingModel.spec())) {
        IndexingRun.of(
                IndexingRequest.of(List.of(Path.of(arguments[0])))
                    .withBatches(2, 2)
                    .withCommits(Duration.ofSeconds(5), 7))
            .run(
                new HashingModel(),
                writer,
                new ProgressListener() {
                  @Override
                  public void progressed(IndexingProgress progress) {}

                  @Override
                  public void settled(SourceOutcome outcome) {
                    System.out.println(outcome.outcome());
                  }
                });
      }
      System.out.println("DONE");
    }
  }

  @Test
  void run_killedAgainAndAgain_losesOnlyTheUncommittedTail() throws Exception {
    long seed = 20_261_121;
    Random random = new Random(seed);
    Path root = temp.toRealPath().resolve("files");
    for (int i = 0; i < FILES; i++) {
      Pictures.write(root.resolve(i % 7 + "/" + i + ".png"), Pictures.png(i));
      Pictures.write(root.resolve(i % 7 + "/" + i + ".txt"), "picture " + i);
    }
    Path folder = temp.resolve("index");
    int committed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      int settled = killedAfter(5 + random.nextInt(60), root, folder);
      try (ItemReader reader = IndexFolder.at(folder).openReader(HashingModel.spec().model());
          IndexView view = reader.view()) {
        int items = view.count(Modality.IMAGE) + view.count(Modality.TEXT);
        assertThat(items)
            .as("seed %s, kill %s, %s settled", seed, kill, settled)
            .isGreaterThanOrEqualTo(committed)
            .isGreaterThanOrEqualTo(settled - 7 - 1);
        committed = items;
      }
      Path from = root.resolve(kill + "");
      Files.move(from, root.resolve("moved" + kill));
    }

    HashingModel model = new HashingModel();
    IndexingReport report = complete(root, folder, model);
    assertThat(report.finished()).isTrue();
    assertThat(report.images().indexed() + report.images().reused()).isEqualTo(FILES);
    assertThat(report.texts().indexed() + report.texts().reused()).isEqualTo(FILES);
    assertThat(IndexFolder.at(folder).verify().findings()).isEmpty();
    Map<String, String> texts = new HashMap<>();
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(HashingModel.spec())) {
      writer.forEachSource("", item -> texts.put(item.source().uri(), String.valueOf(item.text())));
    }
    FileWorld world = new FileWorld(root, random);
    assertThat(texts.keySet()).isEqualTo(world.expected().keySet());
    assertThat(complete(root, folder, model).total().indexed()).isZero();
  }

  private static IndexingReport complete(Path root, Path folder, HashingModel model) {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(HashingModel.spec())) {
      return IndexingRun.of(IndexingRequest.of(List.of(root)))
          .run(model, writer, ProgressListener.NONE);
    }
  }

  /** Lets a child settle so many sources and kills it; {@return how many it told of} */
  private static int killedAfter(int sources, Path root, Path folder)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                root.toString(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int settled = 0;
    try (InputStream in = child.getInputStream();
        BufferedReader lines =
            new BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && settled < sources) {
        settled++;
        line = lines.readLine();
      }
      assertThat(line).as("the child ended before it could be killed").isNotNull();
      child.destroyForcibly().waitFor();
    } finally {
      child.destroyForcibly();
    }
    return settled;
  }
}
