package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.fakes.MemoryReader;
import dev.diptych.testkit.fakes.WordModel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundRefreshTest {

  @Test
  void look_goesOnAfterFailures() throws Exception {
    CountDownLatch looks = new CountDownLatch(5);
    Runnable failing =
        () -> {
          looks.countDown();
          throw new IllegalStateException("the disk is away");
        };

    try (BackgroundRefresh _ = new BackgroundRefresh(failing, Duration.ofMillis(1))) {
      assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void engine_withoutBeingAsked_seesANewerCommit() throws Exception {
    MemoryReader reader = new MemoryReader();
    CountDownLatch seen = new CountDownLatch(1);
    reader.afterRefresh = seen::countDown;
    try (SearchEngine engine =
        IndexSearchEngine.open(
            reader,
            new WordModel(),
            WordModel::read,
            new SearchOptions(0, 0, 1, Duration.ofMillis(1)))) {
      reader.picture(1, "red circle");

      assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(engine.item(MemoryReader.id("image", 1))).isPresent();
    }
  }
}
