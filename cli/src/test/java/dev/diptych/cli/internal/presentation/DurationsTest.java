package dev.diptych.cli.internal.presentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.cli.internal.options.RerankDepth;
import dev.diptych.searcher.Depth;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationsTest {

  @ParameterizedTest
  @CsvSource({"300ms, 300", "2s, 2000", "1.5s, 1500", "1m, 60000", "0.25ms, 0.25", "300MS, 300"})
  void convert_timeWithUnit_isRead(String text, double milliseconds) {
    assertThat(Durations.milliseconds(new Durations().convert(text))).isEqualTo(milliseconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "300", "ms", "-1s", "1h", "1 s", "NaNs", "1e3ms"})
  void convert_anythingElse_isRefusedWithExamples(String text) {
    assertThatThrownBy(() -> new Durations().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("300ms");
  }

  @Test
  void text_anySize_usesAFittingUnit() {
    assertThat(Durations.text(Duration.ofMillis(85))).isEqualTo("85 ms");
    assertThat(Durations.text(Duration.ofMillis(3210))).isEqualTo("3.2 s");
    assertThat(Durations.text(Duration.ofSeconds(245))).isEqualTo("4:05 min");
  }

  @Test
  void rerankDepth_autoOffOrNumber_isRead() {
    assertThat(new RerankDepth().convert("auto")).isEqualTo(Depth.AUTO);
    assertThat(new RerankDepth().convert("off")).isEqualTo(Depth.of(0));
    assertThat(new RerankDepth().convert("64")).isEqualTo(Depth.of(64));
    assertThatThrownBy(() -> new RerankDepth().convert("-3"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("off");
  }
}
