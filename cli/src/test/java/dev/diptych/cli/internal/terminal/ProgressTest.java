package dev.diptych.cli.internal.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private final AtomicLong nanos = new AtomicLong();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void update_notATerminal_plainLineEveryFewSeconds() {
    Progress progress = progress(80, false);
    for (int second = 1; second <= 12; second++) {
      nanos.set(Duration.ofSeconds(second).toNanos());
      progress.update(10L * second, 1000, "");
    }
    progress.close();
    assertThat(text().lines())
        .containsExactly(
            "indexing 50 of 1000 (5%), 10.0/s, 1:35 left",
            "indexing 100 of 1000 (10%), 10.0/s, 1:30 left");
  }

  @Test
  void update_terminal_oneLineDrawnOverAndTakenAway() {
    Progress progress = progress(30, true);
    nanos.set(Duration.ofSeconds(10).toNanos());
    progress.update(20, 100, "a very long file name that does not fit");
    progress.close();
    assertThat(text()).startsWith("\r\u001b[2Kindexing 20 of 100").endsWith("\r\u001b[2K");
    assertThat(text()).doesNotContain("\n");
    assertThat(DisplayText.width(text().replace("\u001b[2K", "").strip())).isLessThan(30);
  }

  @Test
  void update_totalUnknown_tellsNoTimeLeft() {
    Progress progress = progress(80, false);
    nanos.set(Duration.ofSeconds(6).toNanos());
    progress.update(12, 0, "reading");
    assertThat(text().strip()).isEqualTo("indexing 12, 2.0/s, reading");
  }

  @Test
  void update_unitAndEarlierRun_writesAmountsAndLeavesTheEarlierOutOfTheRate() {
    Console console = new Console(OutputStream.nullOutputStream(), err, 80, false);
    Progress.Unit kilo =
        new Progress.Unit() {
          @Override
          public String amount(long count) {
            return count / 1000 + " k";
          }

          @Override
          public String rate(double count) {
            return Math.round(count / 1000) + " k";
          }
        };
    Progress progress = new Progress(console, "fetching", nanos::get, kilo);
    progress.startFrom(500_000);
    nanos.set(Duration.ofSeconds(5).toNanos());
    progress.update(600_000, 1_000_000, "weights");
    assertThat(text().strip())
        .isEqualTo("fetching 600 k of 1000 k (60%), 20 k/s, 0:20 left, weights");
  }

  @Test
  void clock_longTimes_showHours() {
    assertThat(Progress.clock(7.4)).isEqualTo("0:07");
    assertThat(Progress.clock(750)).isEqualTo("12:30");
    assertThat(Progress.clock(3723)).isEqualTo("1:02:03");
  }

  private Progress progress(int width, boolean terminal) {
    Console console = new Console(OutputStream.nullOutputStream(), err, width, terminal);
    return new Progress(console, "indexing", nanos::get);
  }

  private String text() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
