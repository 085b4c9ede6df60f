package dev.diptych.index;

import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Modality;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process (SIGKILL) at random moments and looks at what is left. */
final class KillTest {

  private static final int KILLS = 10;
  private static final int BATCH = 7;
  private static final long CHUNK_BYTES = 4000;

  @TempDir Path folder;

  @Test
  @Timeout(120)
  void openWriter_afterKillsAtRandomMoments_findsTheLastCommitWhole() throws Exception {
    long seed = 4711;
    Random random = new Random(seed);
    IndexFolder index = IndexFolder.at(folder, CHUNK_BYTES);
    int promised = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      boolean rebuilding = kill % 3 == 2;
      if (rebuilding) {
        promised = 0; // a rebuild may have got as far as its first commit
      }
      promised = Math.max(promised, runAndKill(rebuilding, random));
      assertWhole(index, promised, "kill %s, seed %s".formatted(kill, seed));
      promised = index.summary().images();
    }
    assertThat(promised).as("the children wrote something, seed %s", seed).isPositive();
  }

  /** {@return how many images the process had said to be committed when it was killed} */
  private int runAndKill(boolean rebuilding, Random random) throws Exception {
    Process child = ChildJvm.start(Writing.class, folder, rebuilding);
    try (BufferedReader output = child.inputReader()) {
      int committed = -1;
      for (int line = random.nextInt(12); line >= 0; line--) {
        committed = next(output, committed);
      }
      assertThat(child.waitFor(random.nextInt(40_000), TimeUnit.MICROSECONDS))
          .as("the child must not end by itself")
          .isFalse();
      child.toHandle().destroyForcibly(); // unlike Process's own method it keeps the output open
      while (true) { // what it still said before it died
        String said = output.readLine();
        if (said == null) {
          return committed;
        }
        committed = Integer.parseInt(said);
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private static int next(BufferedReader output, int before) throws IOException {
    String said = output.readLine();
    assertThat(said).as("the child died after %s", before).isNotNull();
    return Integer.parseInt(said);
  }

  private static void assertWhole(IndexFolder index, int promised, String when) {
    try (ItemReader reader = index.openReader(model(1))) {
      int count = reader.count(Modality.IMAGE);
      assertThat(count).as(when).isGreaterThanOrEqualTo(promised);
      assertThat(count % BATCH).as(when).isZero();
      for (int number = 0; number < count; number++) {
        Samples.assertRight(reader, number);
      }
    }
    assertThat(index.verify().isSound()).as(when).isTrue();
    try (ItemWriter writer = index.openWriter(spec())) {
      writer.commit();
    }
    assertThat(index.verify().findings()).as(when).isEmpty();
  }

  /** The child: adds images for ever, and says after each commit how many there are. */
  static final class Writing {
    public static void main(String[] arguments) {
      IndexFolder index = IndexFolder.at(Path.of(arguments[0]), CHUNK_BYTES);
      while (true) {
        boolean rebuilding = Boolean.parseBoolean(arguments[1]);
        try (ItemWriter writer = rebuilding ? index.rebuild(spec()) : index.openWriter(spec())) {
          int[] count = {0};
          writer.forEachSource("", item -> count[0]++);
          say(count[0]);
          for (int commit = 0; commit < 3; commit++) {
            Samples.addImages(writer, count[0], count[0] + BATCH);
            writer.commit();
            count[0] += BATCH;
            say(count[0]);
          }
          Samples.addImages(writer, count[0], count[0] + BATCH); // discarded
        }
      }
    }

    private static void say(int committed) {
      System.out.println(committed);
      System.out.flush();
    }
  }
}
