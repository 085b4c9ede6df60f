package dev.diptych.index;

import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Modality;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process (SIGKILL) at random moments and looks at what is left. */
final class KillTest {

  private static final int KILLS = 5;
  private static final int BATCH = 7;
  private static final long CHUNK_BYTES = 4000;

  @TempDir Path folder;

  /** What the children have said to be so. */
  private static final class Said {

    /** Images of the index that readers see. */
    private int published;

    /** Images of the rebuild that has not finished; 0 where there is none. */
    private int rebuilt;

    /** Takes note of a line: {@code p}, published so many, or {@code r}, so many in a rebuild. */
    void line(String line) {
      int images = Integer.parseInt(line.substring(1));
      if (line.startsWith("p")) {
        published = images;
        rebuilt = 0;
      } else {
        rebuilt = images;
      }
    }
  }

  @Test
  @Timeout(600) // quick, but on a machine that does other things too
  void openWriter_afterKillsAtRandomMoments_findsTheLastCommitWhole() throws Exception {
    long seed = 4711;
    Random random = new Random(seed);
    IndexFolder index = IndexFolder.at(folder, CHUNK_BYTES);
    Said said = new Said();
    for (int kill = 0; kill < KILLS; kill++) {
      boolean rebuilding = kill % 5 > 1; // three in a row: the second goes on with the first
      String when = "kill %s, rebuilding %s, seed %s".formatted(kill, rebuilding, seed);
      runAndKill(rebuilding, random, said);
      assertWhole(index, rebuilding, said, when);
    }
    assertThat(said.published).as("the children wrote something, seed %s", seed).isPositive();
  }

  private void runAndKill(boolean rebuilding, Random random, Said said) throws Exception {
    Process child = ChildJvm.start(Writing.class, folder, rebuilding);
    try (BufferedReader output = child.inputReader()) {
      for (int line = random.nextInt(12); line >= 0; line--) {
        String next = output.readLine();
        assertThat(next).as("the child died after %s", said.published).isNotNull();
        said.line(next);
      }
      assertThat(child.waitFor(random.nextInt(40_000), TimeUnit.MICROSECONDS))
          .as("the child must not end by itself")
          .isFalse();
      child.toHandle().destroyForcibly(); // unlike Process's own method it keeps the output open
      String last = output.readLine();
      while (last != null) { // what it still said before it died
        said.line(last);
        last = output.readLine();
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private static void assertWhole(IndexFolder index, boolean rebuilding, Said said, String when) {
    int count;
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      count = reader.count(Modality.IMAGE);
      for (int number = 0; number < count; number++) {
        Samples.assertRight(reader, number);
      }
    }
    assertThat(count % BATCH).as(when).isZero();
    long unfinished = index.unfinishedRebuild().map(UnfinishedRebuild::items).orElse(0L);
    if (rebuilding) {
      // The index is what was last published, or the rebuild that nobody could say is published.
      assertThat(count).as(when).isIn(said.published, said.rebuilt);
      if (count == said.published && count != said.rebuilt) {
        assertThat(unfinished).as(when).isGreaterThanOrEqualTo(said.rebuilt);
      }
    } else {
      assertThat(count).as(when).isGreaterThanOrEqualTo(said.published);
      assertThat(unfinished).as(when).isGreaterThanOrEqualTo(said.rebuilt);
    }
    assertThat(index.verify().isSound()).as(when).isTrue();
    try (ItemWriter writer = index.openWriter(spec())) {
      writer.commit();
    }
    assertThat(index.verify().findings()).as(when).hasSize(unfinished > 0 ? 1 : 0);
    said.published = count;
    said.rebuilt = (int) unfinished;
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
          say(writer, count[0]);
          for (int commit = 0; commit < 3; commit++) {
            Samples.addImages(writer, count[0], count[0] + BATCH);
            writer.commit();
            count[0] += BATCH;
            say(writer, count[0]);
          }
          if (rebuilding && count[0] > 3 * BATCH) { // so it was resumed
            writer.publish();
            say(writer, count[0]);
          }
          Samples.addImages(writer, count[0], count[0] + BATCH); // discarded
        }
      }
    }

    private static void say(ItemWriter writer, int committed) {
      System.out.println((writer.isPublished() ? "p" : "r") + committed);
      System.out.flush();
    }
  }
}
