package dev.diptych.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceTest {

  @Test
  void parts_ofAFile_areDecoded() {
    Source source = new Source("file:///pets/a%20cat%231.jpg");
    assertThat(source.fileUri()).isEqualTo(source.uri());
    assertThat(source.row()).isEmpty();
    assertThat(source.file()).contains(Path.of("/pets/a cat#1.jpg"));
    assertThat(source.path()).isEqualTo("/pets/a cat#1.jpg");
    assertThat(source.shownName()).isEqualTo("a cat#1.jpg");
  }

  @Test
  void parts_ofARow_areFileAndRow() {
    Source source = new Source("file:///c/captions.csv#row=7&text=2");
    assertThat(source.fileUri()).isEqualTo("file:///c/captions.csv");
    assertThat(source.row()).isEqualTo("#row=7&text=2");
    assertThat(source.file()).contains(Path.of("/c/captions.csv"));
    assertThat(source.shownName()).isEqualTo("captions.csv#row=7&text=2");
  }

  @Test
  void parts_ofAPictureOfTheWeb_areThoseOfItsAddress() {
    Source source =
        Source.ofAddress("file:///c/list.csv", "https://example.org/a/red%20cat.jpg?w=1/2");
    assertThat(source.fileUri()).isEqualTo("file:///c/list.csv");
    assertThat(source.address()).contains("https://example.org/a/red%20cat.jpg?w=1/2");
    assertThat(source.path()).isEqualTo("https://example.org/a/red%20cat.jpg?w=1/2");
    assertThat(source.folder()).isEqualTo("https://example.org/a");
    assertThat(source.shownName()).isEqualTo("red cat.jpg");
    assertThat(source.row()).isEmpty();
    assertThat(source.file()).isEmpty();
    Source caption = new Source(source.uri() + "#caption=2");
    assertThat(caption.address()).isEqualTo(source.address());
    assertThat(caption.row()).isEqualTo("#caption=2");
    assertThat(new Source("file:///c/list.csv#row=2").address()).isEmpty();
  }

  @Test
  void parts_ofAPictureInAnArchive_areThoseOfItsPlace() {
    Source source = Source.ofMember("file:///c/a%20shard.tar", "x/Zürich #1 & 100%.jpg", 1536);
    assertThat(source.uri())
        .isEqualTo(
            "file:///c/a%20shard.tar#member=x/Z%C3%BCrich%20%231%20%26%20100%25.jpg&at=1536");
    assertThat(source.fileUri()).isEqualTo("file:///c/a%20shard.tar");
    assertThat(source.member()).contains(new Source.Member("x/Zürich #1 & 100%.jpg", 1536));
    assertThat(source.container()).contains(Path.of("/c/a shard.tar"));
    assertThat(source.file()).isEmpty();
    assertThat(source.path()).isEqualTo("/c/a shard.tar/x/Zürich #1 & 100%.jpg");
    assertThat(source.whereabouts()).isEqualTo(source.path());
    assertThat(source.folder()).isEqualTo("/c/a shard.tar/x");
    assertThat(source.shownName()).isEqualTo("Zürich #1 & 100%.jpg");
    assertThat(source.row()).isEmpty();
    assertThat(new Source(source.uri() + "#caption=1").row()).isEqualTo("#caption=1");
    assertThat(new Source("file:///c/a.tar#member=x").member()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no URI at all", "https://example.org/a.jpg", "file://host/a.jpg", "x:y"})
  void file_ofWhatIsNoFileOfThisMachine_isEmpty(String uri) {
    assertThat(new Source(uri).file()).isEmpty();
    assertThat(new Source(uri).shownName()).isNotEmpty();
  }
}
