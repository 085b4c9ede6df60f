package dev.diptych.cli.internal.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConsoleTest {

  @Test
  void line_readerGone_saysSo() {
    Console console = failing("Broken pipe");
    assertThatThrownBy(() -> console.line("x")).isInstanceOf(OutputClosed.class);
    assertThatThrownBy(() -> console.resultWriter().append("x").flush())
        .isInstanceOf(OutputClosed.class);
  }

  @Test
  void line_diskFull_isAnError() {
    Console console = failing("No space left on device");
    assertThatThrownBy(() -> console.line("x"))
        .isInstanceOf(DiptychException.class)
        .hasMessage("cannot write the output (No space left on device)");
  }

  @Test
  void note_nobodyListens_isLost() {
    Console console = failing("Broken pipe");
    console.note("x");
    assertThat(console.errIsTerminal()).isFalse();
  }

  @Test
  void columns_environment_isReadWithCare() {
    assertThat(Console.columns(Map.of("COLUMNS", "132"))).isEqualTo(132);
    assertThat(Console.columns(Map.of("COLUMNS", ""))).isEqualTo(80);
    assertThat(Console.columns(Map.of("COLUMNS", "-5"))).isEqualTo(80);
    assertThat(Console.columns(Map.of("COLUMNS", "99999999999"))).isEqualTo(80);
    assertThat(Console.columns(Map.of())).isEqualTo(80);
  }

  private static Console failing(String reason) {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(reason);
          }
        };
    return new Console(broken, broken, 80, false);
  }
}
