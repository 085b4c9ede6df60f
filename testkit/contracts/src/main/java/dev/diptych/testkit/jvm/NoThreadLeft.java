package dev.diptych.testkit.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test after which a thread of Diptych's own goes on. */
public final class NoThreadLeft implements AfterEachCallback {

  private static final Duration LAST_STEPS = Duration.ofSeconds(5);

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("diptych-")) {
        thread.join(LAST_STEPS);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }
}
