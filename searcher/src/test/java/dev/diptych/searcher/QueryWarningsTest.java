package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.UnreadWords;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryWarningsTest {

  private static final TokenizedText TOKENS = new TokenizedText(List.of(2, 7, 3), false);

  private static String only(UnreadWords unread) {
    return assertThat(QueryWarnings.of(TOKENS, unread)).singleElement().actual();
  }

  @Test
  void of_everythingRead_isEmpty() {
    assertThat(QueryWarnings.of(TOKENS, UnreadWords.NONE)).isEmpty();
  }

  @Test
  void of_nothingRead_saysThatScoresAreChance() {
    assertThat(only(new UnreadWords(List.of("红色的圆"), true)))
        .contains("none of these words (\"红色的圆\")", "chance");
    assertThat(only(new UnreadWords(List.of(), true))).contains("no word", "chance");
  }

  @Test
  void of_someWordsUnread_namesAFewAndClipsLongOnes() {
    assertThat(only(new UnreadWords(List.of("😀"), false))).contains("cannot read \"😀\"");
    assertThat(only(new UnreadWords(List.of("a", "b", "c", "d", "e", "f", "g"), false)))
        .contains("\"e\" and 2 more");
    assertThat(only(new UnreadWords(List.of("😀".repeat(50)), false)))
        .contains("\"" + "😀".repeat(40) + "...\"");
  }
}
