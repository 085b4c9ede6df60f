package dev.diptych.cli.internal.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
