package dev.diptych.indexer.internal.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SidecarTest {

  @TempDir Path temp;

  @Test
  void read_captionWithTranslations_givesTheCaption() throws Exception {
    assertThat(
            Sidecar.read(
                write("A penny.\nde.utf8=Ein Penny.\npt_br.utf8=Um pêni.\nzh_tw.utf8=便士\n")))
        .containsExactly("A penny.");
  }

  @Test
  void read_severalLines_givesSeveralTexts() throws Exception {
    assertThat(Sidecar.read(write("\n  a cat \r\n\r\na=b is no translation\r")))
        .containsExactly("a cat", "a=b is no translation");
  }

  @Test
  void read_latin1AndMarks_areReadRight() throws Exception {
    Path file = temp.resolve("cat.txt");
    Files.write(file, "Straße".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Sidecar.read(file)).containsExactly("Straße");
    Files.write(file, "\ufeffStraße".getBytes(StandardCharsets.UTF_8));
    assertThat(Sidecar.read(file)).containsExactly("Straße");
  }

  @Test
  void read_lineAlmostLikeATranslation_isReadInOnePass() throws Exception {
    String parts = "aa" + ".a".repeat(400_000);
    assertThat(Sidecar.read(write(parts))).containsExactly(parts);
    assertThat(Sidecar.read(write("x\n" + parts + ".utf8=Katze"))).containsExactly("x");
    for (String text :
        List.of(".utf8=x", "a.utf8=x", "abcd.utf8=x", "de..utf8=x", "de.a!.utf8=x", "de.utf8")) {
      assertThat(Sidecar.read(write(text))).containsExactly(text);
    }
    for (String translation : List.of("de.utf8=x", "pt_BR.utf8=", "sr@latin-1.a.utf8=a.utf8=b")) {
      assertThat(Sidecar.read(write("x\n" + translation))).containsExactly("x");
    }
  }

  @Test
  void read_nothingInIt_isNoCaption() {
    assertThatThrownBy(() -> Sidecar.read(write(" \n\t\n")))
        .isInstanceOf(NotCaptionsException.class)
        .hasMessage("it holds no text");
    assertThatThrownBy(() -> Sidecar.read(write("de.utf8=Katze\n")))
        .isInstanceOf(NotCaptionsException.class);
  }

  @Test
  void read_binaryOrHuge_isNoCaption() {
    assertThatThrownBy(() -> Sidecar.read(write("a\0b")))
        .isInstanceOf(NotCaptionsException.class)
        .hasMessageContaining("zero bytes");
    assertThatThrownBy(() -> Sidecar.read(write("x".repeat(Sidecar.LARGEST_BYTES + 1))))
        .isInstanceOf(NotCaptionsException.class)
        .hasMessageContaining("1048577 bytes, at most 1048576");
  }

  @Test
  void ofName_extensions_tellTheFormat() {
    assertThat(CaptionFormat.ofName("a.TXT")).contains(CaptionFormat.SIDECAR);
    assertThat(CaptionFormat.ofName("a.b.csv")).contains(CaptionFormat.CSV);
    assertThat(CaptionFormat.ofName("a.jsonl")).contains(CaptionFormat.JSONL);
    assertThat(CaptionFormat.ofName("a.ndjson")).contains(CaptionFormat.JSONL);
    assertThat(CaptionFormat.ofName("a.tsv")).contains(CaptionFormat.CSV);
    assertThat(CaptionFormat.ofName("a.json")).contains(CaptionFormat.JSON);
    assertThat(CaptionFormat.ofName("results_20130124.token")).contains(CaptionFormat.TOKENS);
    assertThat(CaptionFormat.ofName("csv")).isEqualTo(Optional.empty());
    assertThat(CaptionFormat.ofName("a.png")).isEqualTo(Optional.empty());
  }

  private Path write(String text) throws Exception {
    return Files.writeString(temp.resolve("cat.txt"), text);
  }
}
