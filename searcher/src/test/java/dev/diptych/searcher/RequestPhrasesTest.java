package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Modality;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPhrasesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "show me a dog on a beach",
        "Show me a dog on a beach please",
        "please show me a dog on a beach",
        "Could you please find me a dog on a beach?",
        "is there a dog on a beach?",
        "Are there a dog on a beach?",
        "where is a dog on a beach",
        "I'm looking for a dog on a beach.",
        "looking for a dog on a beach",
        "search for a dog on a beach",
        "i want to see a dog on a beach",
        "I need a dog on a beach",
        "do I have a dog on a beach?",
        "find a dog on a beach",
        "display a dog on a beach"
      })
  void leftOut_asking_leavesWhatIsLookedFor(String words) {
    assertThat(RequestPhrases.leftOut(words, List.of())).isEqualTo("a dog on a beach");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a dog on a beach",
        "show jumping",
        "I want to break free",
        "show me",
        "find",
        "findings",
        "is there",
        "where is ?",
        "show",
        "a shop window with the words show me",
        "lookout for trains",
        "zeig mir einen hund",
        "what?",
        ""
      })
  void leftOut_noAsking_isTheWordsThemselves(String words) {
    assertThat(RequestPhrases.leftOut(words, List.of())).isEqualTo(words);
  }

  @Test
  void leftOut_askingInQuotes_stays() {
    assertThat(RequestPhrases.leftOut("show me the way", List.of("show me")))
        .isEqualTo("show me the way");
    assertThat(RequestPhrases.leftOut("show me the way home", List.of("the way")))
        .isEqualTo("the way home");
  }

  @Test
  void leftOut_longTextsOfAskingWords_takeNoTime() {
    String long1 = "show me ".repeat(20_000) + "please".repeat(20_000);
    long begun = System.nanoTime();
    RequestPhrases.leftOut(long1, List.of());
    RequestPhrases.leftOut("please ".repeat(50_000), List.of());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void query_askingForPictures_isThatOfWhatIsLookedFor() {
    ParsedQuery asked = QueryParser.parse("show me a star without a circle taken:2024");
    Query.Text query = asked.query(Modality.IMAGE);
    assertThat(query.words()).isEqualTo("a star");
    assertThat(query.checks()).containsExactly(new Query.Check("a circle", false));
    assertThat(asked.query(Modality.TEXT).words()).isEqualTo("show me a star without a circle");
  }
}
