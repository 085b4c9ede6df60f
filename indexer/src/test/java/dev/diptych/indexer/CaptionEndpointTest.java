package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diptych.core.DiptychException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CaptionEndpointTest {

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:11434#llava:13b, http://127.0.0.1:11434/v1/chat/completions, http://127.0.0.1:11434/v1#llava:13b",
    "HTTPS://Example.org/v1/#Qwen/Qwen2-VL, https://example.org/v1/chat/completions, https://example.org/v1#Qwen/Qwen2-VL",
    "https://x.org/api/chat/completions#m, https://x.org/api/chat/completions, https://x.org/api#m",
    "https://x.org/dep?api-version=1#m, https://x.org/dep/chat/completions?api-version=1, https://x.org/dep#m",
  })
  void of_addressAndModel_knowsWhereToAsk(String written, String chat, String name) {
    CaptionEndpoint endpoint = CaptionEndpoint.of(written, Optional.of("s3cret"));
    assertThat(endpoint.chat()).hasToString(chat);
    assertThat(endpoint.name()).isEqualTo(name);
    assertThat(endpoint.key()).contains("s3cret");
    assertThat(endpoint.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:11434",
        "http://127.0.0.1:11434/v1#",
        "http://me:hunter2@127.0.0.1/v1#llava",
        "ftp://127.0.0.1/#llava",
        "http:///v1#llava",
        "http://a b/#llava"
      })
  void of_whatIsNoEndpoint_saysHowItIsWritten_withoutThePassword(String written) {
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> CaptionEndpoint.of(written, Optional.empty()))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  @Test
  void of_keyInClearToAnotherMachine_isRefused() {
    String lan = "http://192.168.1.5:8000/v1#llava";
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> CaptionEndpoint.of(lan, Optional.of("s3cret")))
        .withMessageContaining("https")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    assertThat(CaptionEndpoint.of(lan, Optional.empty()).key()).isEmpty();
    assertThat(CaptionEndpoint.of("http://localhost/v1#m", Optional.of("k")).key()).contains("k");
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> CaptionEndpoint.of("https://x.org/#m", Optional.of("k\nHost: y")));
  }
}
