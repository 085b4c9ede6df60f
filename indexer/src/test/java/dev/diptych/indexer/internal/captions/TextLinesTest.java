package dev.diptych.indexer.internal.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.indexer.internal.captions.TextLines.Line;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextLinesTest {

  @TempDir Path temp;

  @Test
  void next_everyLineEnd_endsALine() throws Exception {
    assertThat(texts("a\nb\r\nc\rd\n\n\r\ne".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("a", "b", "c", "d", "", "", "e");
    assertThat(texts("a\r\nb\n".getBytes(StandardCharsets.UTF_16LE))).containsExactly("a", "b");
  }

  @Test
  void next_utf16WithoutAMark_isToldByItsZeroBytes() throws Exception {
    assertThat(texts("one\tдва\n三".getBytes(StandardCharsets.UTF_16LE)))
        .containsExactly("one\tдва", "三");
    assertThat(texts("one\tдва\n三".getBytes(StandardCharsets.UTF_16BE)))
        .containsExactly("one\tдва", "三");
  }

  @Test
  void next_oneLineOfAnotherCharset_leavesTheOthersAsTheyAre() throws Exception {
    byte[] good = "Straße\n".getBytes(StandardCharsets.UTF_8);
    byte[] latin = "Straße\n".getBytes(Charset.forName("windows-1252"));
    byte[] both = new byte[good.length + latin.length];
    System.arraycopy(good, 0, both, 0, good.length);
    System.arraycopy(latin, 0, both, good.length, latin.length);
    assertThat(texts(both)).containsExactly("Straße", "Straße");
  }

  @Test
  void next_lineBeyondTheLimit_isCutAndPassedOver() throws Exception {
    String huge = "é".repeat(TextLines.LONGEST);
    Path file = Files.writeString(temp.resolve("a"), huge + "\r\nfine");
    try (TextLines lines = new TextLines(file)) {
      Line cut = Objects.requireNonNull(lines.next());
      assertThat(cut.cut()).isTrue();
      assertThat(cut.text()).hasSize(TextLines.LONGEST / 2);
      assertThat(lines.next()).isEqualTo(new Line(2, "fine", false));
      assertThat(lines.next()).isNull();
    }
  }

  @Test
  void next_fileWithoutLineEnds_isGivenUpEarly() throws Exception {
    Path file = temp.resolve("endless");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40); // reading it whole would take many minutes
    }
    try (TextLines lines = new TextLines(file)) {
      assertThat(lines.next()).extracting(Line::cut).isEqualTo(true);
      assertThatThrownBy(lines::next)
          .isInstanceOf(IOException.class)
          .hasMessage(
              "line 1 is longer than 16 MiB, so these are no lines of text; nothing behind it is read");
    }
  }

  private List<String> texts(byte[] bytes) throws IOException {
    List<String> texts = new ArrayList<>();
    try (TextLines lines = new TextLines(Files.write(temp.resolve("a"), bytes))) {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        texts.add(line.text());
      }
    }
    return texts;
  }
}
