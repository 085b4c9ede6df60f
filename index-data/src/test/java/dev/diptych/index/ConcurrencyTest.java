package dev.diptych.index;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static dev.diptych.index.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class ConcurrencyTest {

  private static final int ROUNDS = 40;
  private static final int BATCH = 5;

  @TempDir Path folder;

  @Test
  @Timeout(60)
  void readers_whileWritingAndRefreshing_alwaysSeeAWholeCommit() throws Exception {
    IndexFolder index = IndexFolder.at(folder, 2000);
    AtomicBoolean done = new AtomicBoolean();
    try (ItemWriter writer = index.openWriter(spec());
        TestReader reader = TestReader.of(index.openReader(model(1)));
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> readings = new ArrayList<>();
      for (int thread = 0; thread < 3; thread++) {
        long seed = 100L + thread;
        readings.add(threads.submit(() -> readUntil(done, reader, new Random(seed))));
      }
      Future<Integer> refreshes =
          threads.submit(
              () -> {
                int newer = 0;
                while (!done.get()) {
                  newer += reader.refresh() ? 1 : 0;
                }
                return newer;
              });
      try {
        for (int round = 0; round < ROUNDS; round++) {
          Samples.addImages(writer, round * BATCH, (round + 1) * BATCH);
          writer.commit();
        }
      } finally {
        done.set(true);
      }
      for (Future<Integer> reading : readings) {
        assertThat(reading.get()).as("readings of one thread").isPositive();
      }
      assertThat(refreshes.get()).isPositive();
      reader.refresh();
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(ROUNDS * BATCH);
    }
    Samples.assertHolds(index, ROUNDS * BATCH);
  }

  private static int readUntil(AtomicBoolean done, TestReader reader, Random random) {
    int readings = 0;
    List<PatchFeatures> kept = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    while (!done.get() || readings == 0) {
      int count = reader.count(Modality.IMAGE);
      assertThat(count % BATCH).isZero();
      if (count > 0) {
        int number = random.nextInt(count);
        Samples.assertRight(reader, number);
        assertThat(reader.nearest(Modality.IMAGE, vector(number), 1).neighbours().getFirst().id())
            .isEqualTo(id(number));
        if (kept.size() < 50) {
          kept.add(reader.features(id(number)).orElseThrow());
          numbers.add(number);
        }
        int again = random.nextInt(kept.size());
        assertThat(kept.get(again).toArray())
            .isEqualTo(Samples.features(numbers.get(again)).toArray());
        readings++;
      }
    }
    return readings;
  }

  @Test
  @Timeout(60)
  void close_whileOthersRead_endsThemWithAnException() throws Exception {
    IndexFolder index = Samples.indexOf(folder, 50);
    for (int round = 0; round < 20; round++) {
      TestReader reader = TestReader.of(index.openReader(model(1)));
      CountDownLatch reading = new CountDownLatch(2);
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        List<Future<?>> readers = new ArrayList<>();
        for (int thread = 0; thread < 2; thread++) {
          readers.add(threads.submit(() -> readForEver(reader, reading)));
        }
        reading.await();
        reader.close();
        for (Future<?> failed : readers) {
          try {
            failed.get();
            fail("a closed reader went on");
          } catch (ExecutionException e) {
            assertThat(e.getCause())
                .isInstanceOf(DiptychException.class)
                .hasMessageContaining("closed");
          }
        }
      }
    }
  }

  private static void readForEver(TestReader reader, CountDownLatch reading) {
    PatchFeatures features = reader.features(id(3)).orElseThrow();
    for (int i = 0; ; i++) {
      assertThat(features.toArray()).isEqualTo(Samples.features(3).toArray());
      Samples.assertRight(reader, i % 50);
      if (i == 3) {
        reading.countDown();
      }
    }
  }
}
