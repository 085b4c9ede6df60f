package dev.diptych.index;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.index.internal.generation.ShortMemoryRetries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.apache.lucene.util.InfoStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that runs out in the middle of Lucene's work, which then closes its writer for good. */
final class ShortMemoryTest {

  private static final int IMAGES = 20;

  @TempDir Path folder;

  private final InfoStream before = InfoStream.getDefault();

  @AfterEach
  void restore() {
    InfoStream.setDefault(before);
  }

  /** Lucene tells it of each step, at some of which there is no memory. */
  private static final class Shortage extends InfoStream {

    private final Random random;
    private final int mostSteps;
    private final int mostFailures;
    private int stepsToGo;
    private int failures;
    private boolean on;

    Shortage(long seed, int mostSteps, int mostFailures) {
      this.mostFailures = mostFailures;
      this.random = new Random(seed);
      this.mostSteps = mostSteps;
      this.stepsToGo = 1 + random.nextInt(mostSteps);
    }

    @Override
    public synchronized void message(String component, String message) {
      if (on && failures < mostFailures && --stepsToGo == 0) {
        stepsToGo = 1 + random.nextInt(mostSteps);
        failures++;
        throw new OutOfMemoryError("a test, at \"%s\"".formatted(message));
      }
    }

    @Override
    public boolean isEnabled(String component) {
      return on;
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void write_memoryRunsOutAtAnyStep_losesNothing(long seed) {
    Shortage shortage = new Shortage(seed, 300, 6);
    InfoStream.setDefault(shortage);
    Random random = new Random(seed);
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(spec())) {
      shortage.on = true;
      Samples.addImages(writer, 0, 5);
      for (int next = 5; next < IMAGES; next++) {
        Samples.addImages(writer, next, next + 1);
        int[] seen = {0};
        switch (random.nextInt(8)) {
          case 0 -> writer.commit();
          case 1 -> writer.forEachSource("", item -> seen[0]++);
          case 2 -> {
            int victim = random.nextInt(next);
            writer.remove(id(victim));
            assertThat(writer.byId(id(victim))).as("seed %s", seed).isEmpty();
            writer.commit();
            Samples.addImages(writer, victim, victim + 1);
          }
          default ->
              assertThat(writer.byId(id(random.nextInt(next)))).as("seed %s", seed).isPresent();
        }
        assertThat(seen[0]).as("seed %s", seed).isIn(0, next + 1);
      }
      writer.commit();
    }
    shortage.on = false;
    assertThat(shortage.failures).as("seed %s", seed).isPositive();
    Samples.assertHolds(index, IMAGES);
  }

  @Test
  void publish_memoryRunsOut_publishesTheWholeRebuild() {
    Shortage shortage = new Shortage(7, 60, 4);
    InfoStream.setDefault(shortage);
    IndexFolder index = Samples.indexOf(folder, 3);
    try (ItemWriter writer = index.rebuild(spec())) {
      shortage.on = true;
      Samples.addImages(writer, 0, 20);
      assertThat(writer.publish()).isTrue();
    }
    shortage.on = false;
    assertThat(shortage.failures).isPositive();
    Samples.assertHolds(index, 20);
  }

  @Test
  void write_memoryNeverComesBack_failsAndKeepsTheLastCommit() {
    InfoStream.setDefault(before);
    IndexFolder index = Samples.indexOf(folder, 3);
    Shortage shortage = new Shortage(8, 1, Integer.MAX_VALUE);
    InfoStream.setDefault(shortage);
    try (ItemWriter writer = index.openWriter(spec())) {
      shortage.on = true;
      Samples.addImages(writer, 3, 4);
      assertThatThrownBy(writer::commit)
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(OutOfMemoryError.class),
              e -> assertThat(e).hasRootCauseInstanceOf(OutOfMemoryError.class));
      shortage.on = false;
      assertThat(writer.bySource(Samples.image(1).source().uri())).isPresent();
    }
    Samples.assertHolds(index, 3);
  }

  @Test
  void make_otherFailure_isNotRepeated() {
    int[] attempts = {0};
    assertThatThrownBy(
            () ->
                ShortMemoryRetries.make(
                    () -> {
                      attempts[0]++;
                      throw new IOException("No space left on device");
                    },
                    () -> {}))
        .isInstanceOf(IOException.class);
    assertThat(attempts[0]).isOne();
  }
}
