package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineStatusTest {

  private final MemoryReader reader = new MemoryReader();
  private final SearchEngine engine =
      IndexSearchEngine.open(
          reader, new WordModel(), WordModel::read, new SearchOptions(0, 0, 3, Duration.ZERO));

  @AfterEach
  void close() {
    engine.close();
  }

  /** Measuring looks at every thumbnail; whoever asks for the status does not wait for it. */
  @Test
  void status_askedOften_indexIsMeasuredOncePerCommit() {
    reader.picture(1, "red circle");
    engine.refresh();
    engine.warmUp();
    for (int i = 0; i < 5; i++) {
      assertThat(engine.status().images()).isEqualTo(1);
    }
    assertThat(reader.summaries).hasValue(1);

    reader.picture(2, "blue square");
    engine.refresh();

    assertThat(reader.summaries).hasValue(2);
    assertThat(engine.status().images()).isEqualTo(2);
    assertThat(reader.summaries).hasValue(2);
  }
}
