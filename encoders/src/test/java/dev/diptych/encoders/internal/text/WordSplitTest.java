package dev.diptych.encoders.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.Fixtures;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordSplitTest {

  private static WordPieceTokenizer tokenizer(int limit) {
    return WordPieceTokenizer.load(Fixtures.path("bert-tiny-vocab"), 40, limit);
  }

  @Test
  void split_blanksMarksAndLettersBeyondTheBasicPlane_wordsAsWritten() {
    try (WordPieceTokenizer tokenizer = tokenizer(64)) {
      String text = "  Zürich-Nord, \ud835\udd38 \ud83d\ude00  (Café)!";
      List<WordPieces> words = tokenizer.split(text);

      assertThat(words)
          .extracting(WordPieces::word)
          .containsExactly("Zürich", "Nord", "\ud835\udd38", "Café");
      for (WordPieces word : words) {
        assertThat(text.substring(word.start(), word.end())).isEqualTo(word.word());
      }
      int tokens = tokenizer.tokenize(text).length();
      assertThat(words)
          .flatExtracting(WordPieces::tokens)
          .doesNotHaveDuplicates()
          .allSatisfy(token -> assertThat(token).isBetween(1, tokens - 2));
    }
  }

  @Test
  void split_longText_endsWithTheLimit() {
    try (WordPieceTokenizer tokenizer = tokenizer(8)) {
      List<WordPieces> words = tokenizer.split("a ".repeat(5000));
      assertThat(words).hasSize(6);
      assertThat(words.getLast().tokens()).containsExactly(6);
    }
  }

  @Test
  void split_nothing_noWords() {
    try (WordPieceTokenizer tokenizer = tokenizer(8)) {
      assertThat(tokenizer.split("")).isEmpty();
      assertThat(tokenizer.split(" ... ")).isEmpty();
    }
  }
}
