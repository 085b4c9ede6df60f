package dev.diptych.indexer.internal.captioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

final class EndpointAnswerTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static List<String> captions(String content, int count) throws Exception {
    return EndpointAnswer.captions(
        "{\"choices\":[{\"message\":{\"content\":%s}}]}"
            .formatted(JSON.writeValueAsString(content))
            .getBytes(StandardCharsets.UTF_8),
        count);
  }

  @Test
  void captions_listsAsModelsWriteThem_areBareSentences() throws Exception {
    String answer =
        """
        Here are three descriptions:

        1. A red circle is left of a blue square.
        2) "A red circle beside a blue square."
        - **A round red shape** and a square
        4. One too many.
        """;
    assertThat(captions(answer, 3))
        .containsExactly(
            "A red circle is left of a blue square",
            "A red circle beside a blue square",
            "A round red shape and a square");
  }

  @Test
  void captions_severalSentencesInOneLine_areOneEach() throws Exception {
    assertThat(captions("A dog runs on a beach. The sea is grey!", 1))
        .containsExactly("A dog runs on a beach");
    assertThat(captions("A dog runs on a beach. The sea is grey!", 3))
        .containsExactly("A dog runs on a beach", "The sea is grey");
    assertThat(captions("<think>\nA dog? Yes.\n</think>\n\nA dog.", 1)).containsExactly("A dog");
  }

  @Test
  void captions_controlsAndLength_areCut() throws Exception {
    assertThat(captions("A red\u001b[31m circle\u202e\u0000\tis here", 1))
        .containsExactly("A red [31m circle is here");
    List<String> endless = captions("word ".repeat(50_000), 2);
    assertThat(endless).hasSize(1);
    assertThat(endless.getFirst().length()).isBetween(200, 240);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   \n\n", "...", "1.", "42", "Sure, here it is:"})
  void captions_nothingSaid_isNone(String content) throws Exception {
    assertThat(captions(content, 3)).isEmpty();
  }

  @Test
  void captions_contentInParts_isRead() throws Exception {
    String body =
        """
        {"choices":[{"message":{"content":[{"type":"reasoning"},{"type":"text","text":"A red circle"}]}},
         {"message":{"content":null}},{"message":{}},{},{"message":{"content":"A blue square"}}]}
        """;
    assertThat(EndpointAnswer.captions(body.getBytes(StandardCharsets.UTF_8), 3))
        .containsExactly("A red circle", "A blue square");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "null",
        "{}",
        "{\"choices\":[]}",
        "{\"choices\":\"A dog\"}",
        "{\"error\":{\"message\":\"no such model\"}}"
      })
  void captions_whatIsNoAnswer_isMalformed(String body) {
    assertThatExceptionOfType(EndpointAnswer.MalformedException.class)
        .isThrownBy(() -> EndpointAnswer.captions(body.getBytes(StandardCharsets.UTF_8), 1));
  }
}
