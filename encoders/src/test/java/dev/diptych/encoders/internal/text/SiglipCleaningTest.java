package dev.diptych.encoders.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiglipCleaningTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a red star|a red star",
        "  two   dogs,  playing: (wet) |two dogs playing wet",
        "black-and-white|blackandwhite",
        "a - b|a b",
        "it's over_there|its overthere",
        "«quoted» – ‘so’|«quoted» – ‘so’",
        "...|",
        "1\u00a02\u20033\u30004\u00855|1 2 3 4 5"
      })
  void canonical_text_isAsInTheAuthorsCode(String text, String expected) {
    assertThat(SiglipCleaning.canonical(text)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void canonical_twice_changesNothing() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int c = random.nextInt(20); c > 0; c--) {
        text.append(
            random.nextInt(3) > 0 ? (char) random.nextInt(160) : (char) random.nextInt(0xd800));
      }
      String once = SiglipCleaning.canonical(text.toString());
      assertThat(SiglipCleaning.canonical(once)).as("seed %s", seed).isEqualTo(once);
    }
  }
}
