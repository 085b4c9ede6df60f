package dev.diptych.searcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SourceFileTest {

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("a picture.png"), "bytes");
  }

  @Test
  void open_asIndexed_isTheFile() throws IOException {
    assertThat(contentOf(item(file.toUri().toString()))).contains("bytes");
  }

  @Test
  void open_sourceNamesATableRow_isTheFile() throws IOException {
    assertThat(contentOf(item(file.toUri() + "#row=3&text=1"))).contains("bytes");
  }

  @Test
  void open_memberOfAnArchive_isItsBytesAlone() throws IOException {
    Path archive = Files.writeString(folder.resolve("a shard.tar"), "header bytes and more");
    Item item = item(Source.ofMember(archive.toUri().toString(), "0001.png", 7).uri());
    assertThat(contentOf(item)).contains("bytes");
    Files.writeString(archive, "header bytex and more");
    assertThat(contentOf(item)).isEmpty();
    Files.writeString(archive, "header");
    assertThat(contentOf(item)).isEmpty();
  }

  @Test
  void open_memberOfAPackedArchive_isItsBytesAlone() throws IOException {
    Path archive = folder.resolve("a shard.tar.gz");
    Item item = item(Source.ofMember(archive.toUri().toString(), "0001.png", 7).uri());
    for (String content : new String[] {"header bytes and more", "header bytes"}) {
      pack(archive, content);
      assertThat(contentOf(item)).as(content).contains("bytes");
    }
    for (String content : new String[] {"header bytex and more", "header byt", "head"}) {
      pack(archive, content);
      assertThat(contentOf(item)).as(content).isEmpty();
    }
    pack(archive, "header bytes and more");
    Files.write(archive, Arrays.copyOf(Files.readAllBytes(archive), 14));
    assertThat(contentOf(item)).as("cut").isEmpty();
  }

  private static void pack(Path archive, String content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      out.write(content.getBytes(UTF_8));
    }
  }

  @Test
  void open_touched_isTheFileAsItsHashIsTheSame() throws IOException {
    Item item = item(file.toUri().toString());
    Files.setLastModifiedTime(file, FileTime.fromMillis(item.modifiedMillis() + 5000));

    assertThat(contentOf(item)).contains("bytes");
  }

  @Test
  void open_otherBytesOfTheSameSize_isEmpty() throws IOException {
    Item item = item(file.toUri().toString());
    Files.writeString(file, "other");
    Files.setLastModifiedTime(file, FileTime.fromMillis(item.modifiedMillis() + 5000));

    assertThat(contentOf(item)).isEmpty();
  }

  @Test
  void open_otherSize_isEmpty() throws IOException {
    Item item = item(file.toUri().toString());
    Files.writeString(file, "more bytes");
    Files.setLastModifiedTime(file, FileTime.fromMillis(item.modifiedMillis()));

    assertThat(contentOf(item)).isEmpty();
  }

  @Test
  void open_goneOrAFolder_isEmpty() throws IOException {
    Item item = item(file.toUri().toString());
    Files.delete(file);
    assertThat(contentOf(item)).isEmpty();
    Files.createDirectory(file);
    assertThat(contentOf(item)).isEmpty();
  }

  @Test
  void open_sourceThatIsNoFileUri_isEmpty() throws IOException {
    for (String source :
        new String[] {"https://example.org/a.png", "file:relative", "not a uri", "upload:1"}) {
      assertThat(contentOf(item(source))).as(source).isEmpty();
    }
  }

  @Test
  void open_otherBytesOfTheSameSizeAndTime_isEmpty() throws IOException {
    Item item = item(file.toUri().toString());
    Files.writeString(file, "other");
    Files.setLastModifiedTime(file, FileTime.fromMillis(item.modifiedMillis()));

    assertThat(contentOf(item)).isEmpty();
  }

  @Test
  void open_linkToTheSameBytes_isNotFollowed() throws IOException {
    Item item = item(file.toUri().toString());
    Path elsewhere = Files.move(file, folder.resolve("moved.png"));
    Files.createSymbolicLink(file, elsewhere);

    assertThat(contentOf(item)).isEmpty();
  }

  @Test
  void open_linkedFolderAboveToOtherBytes_isEmpty() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Path secrets = Files.createDirectory(folder.resolve("secrets"));
    Path picture = Files.writeString(inside.resolve("x.png"), "bytes");
    Files.writeString(secrets.resolve("x.png"), "other");
    Item item = item(picture.toUri().toString());
    Files.delete(picture);
    Files.delete(inside);
    Files.createSymbolicLink(inside, secrets);

    assertThat(contentOf(item)).isEmpty();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no named pipes among its files")
  void open_pipe_isEmptyAtOnce() throws Exception {
    Item item = item(file.toUri().toString());
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();

    assertThat(contentOf(item)).isEmpty();
  }

  @Test
  void openFile_neverOpens_isGivenUpAndClosedWhenItDoes() throws Exception {
    CountDownLatch opens = new CountDownLatch(1);
    CompletableFuture<SeekableByteChannel> opened = new CompletableFuture<>();

    assertThatIOException()
        .isThrownBy(
            () ->
                FileOpening.open(
                    () -> {
                      opens.await();
                      SeekableByteChannel content = Files.newByteChannel(file);
                      opened.complete(content);
                      return content;
                    }))
        .withMessageContaining("too long");

    opens.countDown();
    SeekableByteChannel content = opened.get(20, TimeUnit.SECONDS);
    while (content.isOpen()) {
      Thread.onSpinWait();
    }
  }

  private static Optional<String> contentOf(Item item) throws IOException {
    Optional<SeekableByteChannel> file = SourceFile.open(item);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = Channels.newInputStream(file.get())) {
      return Optional.of(new String(in.readAllBytes(), UTF_8));
    }
  }

  private Item item(String source) throws IOException {
    return Item.image(
        new ItemId("image000001"),
        source,
        ContentHash.of("bytes".getBytes(UTF_8)),
        5,
        Files.getLastModifiedTime(file).toMillis(),
        8,
        8);
  }
}
