package dev.diptych.searcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFileTest {

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("a picture.png"), "bytes");
  }

  @Test
  void unchanged_asIndexed_isTheFile() throws IOException {
    assertThat(SourceFile.unchanged(item(file.toUri().toString()))).contains(file);
  }

  @Test
  void unchanged_sourceNamesATableRow_isTheFile() throws IOException {
    assertThat(SourceFile.unchanged(item(file.toUri() + "#row=3&text=1"))).contains(file);
  }

  @Test
  void unchanged_touched_isTheFileAsItsHashIsTheSame() throws IOException {
    Item item = item(file.toUri().toString());
    Files.setLastModifiedTime(file, FileTime.fromMillis(item.modifiedMillis() + 5000));

    assertThat(SourceFile.unchanged(item)).contains(file);
  }

  @Test
  void unchanged_otherBytesOfTheSameSize_isEmpty() throws IOException {
    Item item = item(file.toUri().toString());
    Files.writeString(file, "other");
    Files.setLastModifiedTime(file, FileTime.fromMillis(item.modifiedMillis() + 5000));

    assertThat(SourceFile.unchanged(item)).isEmpty();
  }

  @Test
  void unchanged_otherSize_isEmpty() throws IOException {
    Item item = item(file.toUri().toString());
    Files.writeString(file, "more bytes");
    Files.setLastModifiedTime(file, FileTime.fromMillis(item.modifiedMillis()));

    assertThat(SourceFile.unchanged(item)).isEmpty();
  }

  @Test
  void unchanged_goneOrAFolder_isEmpty() throws IOException {
    Item item = item(file.toUri().toString());
    Files.delete(file);
    assertThat(SourceFile.unchanged(item)).isEmpty();
    Files.createDirectory(file);
    assertThat(SourceFile.unchanged(item)).isEmpty();
  }

  @Test
  void unchanged_sourceThatIsNoFileUri_isEmpty() throws IOException {
    for (String source :
        new String[] {"https://example.org/a.png", "file:relative", "not a uri", "upload:1"}) {
      assertThat(SourceFile.unchanged(item(source))).as(source).isEmpty();
    }
  }

  private Item item(String source) throws IOException {
    return new Item(
        new ItemId("image000001"),
        Modality.IMAGE,
        source,
        ContentHash.of("bytes".getBytes(UTF_8)),
        5,
        Files.getLastModifiedTime(file).toMillis(),
        8,
        8,
        null,
        null);
  }
}
