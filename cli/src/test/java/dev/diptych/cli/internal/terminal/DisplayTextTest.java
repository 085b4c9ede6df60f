package dev.diptych.cli.internal.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class DisplayTextTest {

  @ParameterizedTest
  @CsvSource({
    "abc, 3",
    "é, 1",
    "e\u0301, 1", // e and a combining accent
    "日本語, 6",
    "ｱｲｳ, 3", // half-width katakana
    "Ａ, 2", // full-width A
    "한국, 4",
    "🐶, 2",
    "👩‍👩‍👧, 2", // three people joined into one picture
    "🇩🇪, 2",
    "👍🏽, 2",
    "❤️, 2",
    "1️⃣, 2",
    "a日b, 4"
  })
  void width_ofText_countsTerminalColumns(String text, int columns) {
    assertThat(DisplayText.width(text)).isEqualTo(columns);
  }

  @Test
  void oneLine_controlCharacters_cannotSteerTheTerminal() {
    assertThat(DisplayText.oneLine(" red\n\tcircle\u001b[2J\u0007 \u202e end \u009b"))
        .isEqualTo("red circle\uFFFD[2J\uFFFD \uFFFD end \uFFFD");
  }

  @Test
  void harmless_everyCodePoint_leavesNothingThatSteers() {
    assertThat(
            IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> c != '\n' && c != '\t')
                .filter(c -> isKept(c) == DisplayText.isUnsafe(c)))
        .isEmpty();
    assertThat(DisplayText.harmless("a\r\nb\rc\ud83d")).isEqualTo("a\r\nb\uFFFDc\uFFFD");
    assertThat(DisplayText.harmless("🐶 مرحبا می‌خواهم")).isEqualTo("🐶 مرحبا می‌خواهم");
  }

  private static boolean isKept(int c) {
    String text = "a" + Character.toString(c) + "b";
    return DisplayText.harmless(text).equals(text);
  }

  @Test
  void escaped_json_meansTheSameWithoutAnythingThatSteers() {
    String value = "a\u001b[2J\u009b\u202e\u2028\u007f 🐶 é";
    String json = DisplayText.escaped(JsonMapper.shared().writeValueAsString(value));
    assertThat(json.codePoints()).noneMatch(DisplayText::isUnsafe).contains("🐶".codePointAt(0));
    assertThat(JsonMapper.shared().readValue(json, String.class)).isEqualTo(value);
  }

  @Test
  void elide_longTextsOfEveryKind_neitherRecursesNorReachesTooFar() {
    for (String part :
        List.of("a", "e\u0301", "🇩", "👩\u200d", "क\u094d", "\u0301", "각", "x y ")) {
      String text = part.repeat((1 << 16) / part.length());
      assertThat(DisplayText.width(DisplayText.elideEnd(text, 40))).isLessThanOrEqualTo(40);
      assertThat(DisplayText.width(DisplayText.elideMiddle(text, 40))).isLessThanOrEqualTo(40);
      assertThat(DisplayText.oneLine(text)).isNotEmpty();
    }
  }

  @Test
  void elideMiddle_longPath_keepsBothEnds() {
    String path = "/home/ada/pictures/2026/summer/dog.jpg";
    assertThat(DisplayText.elideMiddle(path, 20)).isEqualTo("/home/a…mmer/dog.jpg");
    assertThat(DisplayText.elideMiddle(path, 200)).isEqualTo(path);
    assertThat(DisplayText.elideMiddle(path, 1)).isEqualTo("…");
    assertThat(DisplayText.elideMiddle(path, 0)).isEmpty();
  }

  @Test
  void elideEnd_wideCharacterAtTheEdge_isNotCutInTwo() {
    assertThat(DisplayText.elideEnd("日本語", 4)).isEqualTo("日…");
    assertThat(DisplayText.elideEnd("👩‍👩‍👧👩‍👩‍👧", 3)).isEqualTo("👩‍👩‍👧…");
  }

  @Test
  void fold_sentence_breaksAtSpacesAndKeepsLongWords() {
    assertThat(DisplayText.fold("a red circle above", 8))
        .containsExactly("a red", "circle", "above");
    assertThat(DisplayText.fold("", 8)).containsExactly("");
    assertThat(DisplayText.fold("in /a/long/path here", 6))
        .containsExactly("in", "/a/long/path", "here");
  }
}
