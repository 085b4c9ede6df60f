package dev.diptych.indexer.internal.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.indexer.internal.captions.CaptionEntry.Texts;
import dev.diptych.indexer.internal.captions.CaptionEntry.Unusable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonlCaptionsTest {

  @TempDir Path temp;

  @Test
  void next_everyForm_givesItsTexts() throws Exception {
    assertThat(
            read(
                """
                {"image": "cat.jpg", "texts": ["a cat", "a tom"]}
                {"text": "nobody's words"}

                {"file_name": "dog.jpg", "caption": " a dog ", "id": 7}
                {"captions": ["alone"], "image": null}
                """))
        .containsExactly(
            new Texts(1, 1, "cat.jpg", List.of("a cat", "a tom")),
            new Texts(2, 2, null, List.of("nobody's words")),
            new Texts(4, 4, "dog.jpg", List.of("a dog")),
            new Texts(5, 5, null, List.of("alone")));
  }

  @Test
  void next_badLines_areUnusableAndOthersAreNot() throws Exception {
    List<CaptionEntry> entries =
        read(
            """
            {"text": "first"}
            {"text": "cut off
            [1, 2]
            {"image": "cat.jpg"}
            {"image": 7, "text": "x"}
            {"text": ["a", 7]}
            {"text": ""}
            {"text": "one"} {"text": "two"}
            {"text": "last"}
            """);
    assertThat(entries).hasSize(9);
    assertThat(entries.get(0)).isEqualTo(new Texts(1, 1, null, List.of("first")));
    assertThat(entries.subList(1, 8)).allMatch(Unusable.class::isInstance);
    assertThat(entries.get(3).image()).isEqualTo("cat.jpg");
    assertThat(entries.get(8)).isEqualTo(new Texts(9, 9, null, List.of("last")));
  }

  @Test
  void next_deeplyNestedLine_isUnusable() throws Exception {
    List<CaptionEntry> entries =
        read("{\"text\": \"x\"}\n{\"text\": " + "[".repeat(100_000) + "\n{\"text\": \"y\"}\n");
    assertThat(entries.get(1)).isInstanceOf(Unusable.class);
    assertThat(entries.get(2)).isEqualTo(new Texts(3, 3, null, List.of("y")));
  }

  @Test
  void open_malformedFirstLine_isStillACaptionFile() throws Exception {
    assertThat(read("oops\n{\"text\": \"x\"}\n")).hasSize(2);
  }

  @Test
  void open_otherJson_isNoCaptionFile() {
    assertThatThrownBy(() -> read("{\"event\": \"login\"}\n{\"event\": \"logout\"}\n"))
        .isInstanceOf(NotCaptionsException.class)
        .hasMessageContaining("not a caption file");
    assertThatThrownBy(() -> read("")).isInstanceOf(NotCaptionsException.class);
  }

  @Test
  void guess_byFirstCharacter_tellsJsonFromTables() throws Exception {
    Path json = Files.writeString(temp.resolve("a"), "\n  {\"text\": \"x\"}");
    Path table = Files.writeString(temp.resolve("b"), "caption\nx");
    assertThat(CaptionFile.guess(json)).isEqualTo(CaptionFormat.JSONL);
    assertThat(CaptionFile.guess(table)).isEqualTo(CaptionFormat.CSV);
  }

  private List<CaptionEntry> read(String lines) throws Exception {
    return Entries.of(Files.writeString(temp.resolve("c.jsonl"), lines), CaptionFormat.JSONL);
  }
}
