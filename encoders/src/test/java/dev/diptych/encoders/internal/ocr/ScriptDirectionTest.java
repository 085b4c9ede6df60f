package dev.diptych.encoders.internal.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Bidi;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines are put as they stand on a sign by the JDK's bidirectional algorithm, and turned back. */
final class ScriptDirectionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
        "\u0645\u062a\u062d\u0641 \u0627\u0644\u0645\u064a\u0646\u0627\u0621",
        "\u05e7\u05d5 12 \u05dc\u05e0\u05de\u05dc",
        "\u05d4\u05e0\u05d7\u05d4 25.50 \u05e9\u05e7\u05dc",
        "\u0645\u0631\u062d\u0628\u0627 Hotel \u0628\u0643\u0645",
        "\u05de\u05d5\u05d6\u05d9\u05d0\u05d5\u05df (\u05d7\u05d3\u05e9) \u05de\u05d9\u05de\u05d9\u05df",
        "\u05d8\u05dc 03-5551234",
        "\u0645\u0631\u062d\u0628\u0627 Spa Bar \u0628\u0643\u0645",
        "\u05e7\u05d5 12 34 \u05dc\u05e0\u05de\u05dc"
      })
  void inReadingOrder_lineFromRightToLeft_isWhatWasWritten(String written) {
    String seen = asSeen(written);
    assertThat(seen).isNotEqualTo(written);
    assertThat(ScriptDirection.inReadingOrder(seen)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Harbour Museum",
        "12:30",
        "",
        "\u5de5\u5382 24",
        "caf\u00e9 (open)",
        "Caf\u00e9 \u05e9\u05dc\u05d5 in the harbour"
      })
  void inReadingOrder_lineFromLeftToRight_staysAsItIs(String line) {
    assertThat(ScriptDirection.inReadingOrder(line)).isEqualTo(line);
  }

  /** The signs of a line from the left, mirrored where their level is odd. */
  private static String asSeen(String written) {
    Bidi bidi = new Bidi(written, Bidi.DIRECTION_RIGHT_TO_LEFT);
    byte[] levels = new byte[written.length()];
    List<String> signs = new ArrayList<>();
    for (int i = 0; i < written.length(); i++) {
      levels[i] = (byte) bidi.getLevelAt(i);
      String sign = written.substring(i, i + 1);
      signs.add(
          levels[i] % 2 == 0 ? sign : sign.replace('(', '\0').replace(')', '(').replace('\0', ')'));
    }
    String[] visual = signs.toArray(String[]::new);
    Bidi.reorderVisually(levels, 0, visual, 0, visual.length);
    return String.join("", visual);
  }
}
