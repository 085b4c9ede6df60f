package dev.diptych.cli.internal.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConsoleTest {

  /**
   * Escape, a C1 control, an override of the writing direction, a lone return; a joiner is good.
   */
  private static final String NASTY = "a\u001b[2J\u009bb\u202ec\rd\n\te \u200d";

  @Test
  void line_readerGone_saysSo() {
    Console console = failing("Broken pipe");
    assertThatThrownBy(() -> console.line("x")).isInstanceOf(OutputClosed.class);
    assertThatThrownBy(() -> console.resultWriter().append("x").flush())
        .isInstanceOf(OutputClosed.class);
  }

  @Test
  void line_readerGoneInAnotherLanguage_saysSo() {
    // The words that the system has for it in this process's language.
    String words = SystemMessage.brokenPipe();
    assertThat(words).as("strerror(EPIPE)").isNotBlank();
    assertThatThrownBy(() -> failing(words).line("x")).isInstanceOf(OutputClosed.class);
  }

  @Test
  void lineAndNote_controlCharacters_neverReachTheStream() {
    for (boolean terminal : List.of(true, false)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Console console = new Console(out, err, 80, terminal, terminal);
      console.line(NASTY);
      console.note(NASTY);
      for (ByteArrayOutputStream stream : List.of(out, err)) {
        assertThat(stream.toString(StandardCharsets.UTF_8))
            .isEqualTo("a\uFFFD[2J\uFFFDb\uFFFDc\uFFFDd\n\te \u200d" + System.lineSeparator());
      }
    }
  }

  @Test
  void name_terminalOrNot_cleansOrKeeps() {
    byte[] name = {'a', 27, (byte) 0xE9, 'b'};
    ByteArrayOutputStream piped = new ByteArrayOutputStream();
    new Console(piped, piped, 80, false, true).name(name, "\0");
    assertThat(piped.toByteArray()).containsExactly('a', 27, 0xE9, 'b', 0);
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    new Console(shown, shown, 80, true, false).name(name, "\n");
    assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("a\uFFFD\uFFFDb\n");
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
