package dev.diptych.encoders.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionCleaningTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'A Dog, on the \"beach\"!' | 'a dog, on the beach'",
        "'well-known: it''s a (small) dog?' | 'well-known it''s a small dog?'",
        "' two  blanks *and* #tags;~ ' | 'two blanks and tags'",
        "'' | ''"
      })
  void clean_caption_isAsInTheAuthorsEvaluation(String caption, String cleaned) {
    assertThat(CaptionCleaning.clean(caption))
        .isEqualTo(new CaptionCleaning.Cleaned(cleaned, false));
  }

  @Test
  void clean_moreThanThirtyWords_keepsThirtyAndSaysSo() {
    CaptionCleaning.Cleaned cleaned =
        CaptionCleaning.clean(String.join(" ", Collections.nCopies(31, "Word.")));
    assertThat(cleaned.text().split(" ")).hasSize(30);
    assertThat(cleaned.cut()).isTrue();
  }
}
