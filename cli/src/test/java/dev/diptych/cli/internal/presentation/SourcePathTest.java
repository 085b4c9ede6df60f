package dev.diptych.cli.internal.presentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "names are UTF-16 there")
final class SourcePathTest {

  @Test
  void bytes_nameThatIsNoUtf8_areThoseOfTheFile() {
    assertThat(SourcePath.bytes("file:///p/latin1-%E9%20x.png#row=3&text=1"))
        .isEqualTo("/p/latin1-\u00e9 x.png".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void bytes_anyOtherName_areItsUtf8() {
    assertThat(SourcePath.bytes("file:///p/caf%C3%A9%25.png"))
        .isEqualTo("/p/caf\u00e9%.png".getBytes(StandardCharsets.UTF_8));
    assertThat(SourcePath.bytes("urn:x")).isEqualTo("urn:x".getBytes(StandardCharsets.UTF_8));
  }
}
