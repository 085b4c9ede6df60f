package dev.diptych.encoders.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that other tools share, from an environment and a home that are the test's own. */
class HuggingFaceEnvironmentTest {

  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();

  private HuggingFaceEnvironment read() {
    environment.putIfAbsent("HOME", home.toString());
    return new HuggingFaceEnvironment(environment);
  }

  private Path write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.resolveSibling("."));
    return Files.writeString(path, text);
  }

  @Test
  void token_storedByLogin_isFoundWhereTheVariablesSay() throws IOException {
    Path stored = write(".cache/huggingface/token", "hf_stored\n");
    assertThat(read().token()).contains(new HubToken("hf_stored", stored.toString()));
    write("xdg/huggingface/token", "hf_xdg");
    environment.put("XDG_CACHE_HOME", home.resolve("xdg").toString());
    assertThat(read().token().orElseThrow().value()).isEqualTo("hf_xdg");
    write("hf/token", "hf_home\r\n");
    environment.put("HF_HOME", "~/hf");
    assertThat(read().token().orElseThrow().value()).isEqualTo("hf_home");
    write("elsewhere", "hf_path");
    environment.put("HF_TOKEN_PATH", "$HOME/elsewhere");
    assertThat(read().token().orElseThrow())
        .isEqualTo(new HubToken("hf_path", home.resolve("elsewhere") + " (HF_TOKEN_PATH)"));
    environment.put("HUGGING_FACE_HUB_TOKEN", "hf_old");
    assertThat(read().token()).contains(new HubToken("hf_old", "HUGGING_FACE_HUB_TOKEN"));
    environment.put("HF_TOKEN", " hf_new ");
    assertThat(read().token()).contains(new HubToken("hf_new", "HF_TOKEN"));
    environment.put("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1");
    assertThat(read().token()).isEmpty();
  }

  @Test
  void token_noneAnywhere_isEmpty() throws IOException {
    assertThat(read().token()).isEmpty();
    write(".cache/huggingface/token", "\n");
    assertThat(read().token()).isEmpty();
    assertThat(new HuggingFaceEnvironment(Map.of()).token()).isEmpty();
    environment.put("HF_TOKEN_PATH", home.resolve("missing").toString());
    assertThat(read().token()).isEmpty();
  }

  @Test
  void token_thatCannotBeSent_isRefusedByOriginAndNotShown() throws IOException {
    Path stored = write(".cache/huggingface/token", "a secret");
    assertThatThrownBy(() -> read().token())
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining(stored.toString())
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "TRUE", "yes", "On"})
  void offline_yes_namesTheVariable(String value) {
    environment.put("HF_HUB_OFFLINE", value);
    assertThat(read().offline()).isEqualTo("HF_HUB_OFFLINE=" + value);
    environment.put("TRANSFORMERS_OFFLINE", environment.remove("HF_HUB_OFFLINE"));
    assertThat(read().offline()).isEqualTo("TRANSFORMERS_OFFLINE=" + value);
  }

  @ParameterizedTest
  @CsvSource({"0, ", "false, ", "'', ", "0, 1"})
  void offline_no_isEmpty(String hub, String transformers) {
    environment.put("HF_HUB_OFFLINE", hub);
    if (transformers != null) {
      environment.put("TRANSFORMERS_OFFLINE", transformers);
    }
    assertThat(read().offline()).isEmpty();
  }
}
