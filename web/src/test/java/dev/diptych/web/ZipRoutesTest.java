package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several originals as one archive. */
final class ZipRoutesTest {

  private final FakeEngine engine = new FakeEngine();
  private final WebServer server = WebServer.start(engine, WebOptions.DEFAULT.withPort(0));
  private final ApiClient api = new ApiClient(server.address());

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  private void add(String id, String name, String content) throws IOException {
    Item item = engine.addImage(id, "file:///pictures/" + name);
    engine.files.put(item.id(), Files.writeString(folder.resolve(id), content));
  }

  private Map<String, String> entries(Answer answer) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.bytes()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
        entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  @Test
  void zip_sameNamesGoneAndUnknown_allAccountedFor() throws Exception {
    add("image0001", "a/cat.png", "one");
    add("image0002", "b/Cat.png", "two".repeat(50_000));
    engine.addImage("image0003", "file:///pictures/gone.png");
    engine.addImage("image0004", "file:///pictures/list.csv#url=https://pictures.example/far.png");
    engine.addImage("image0005", "file:///pictures/two%0Alines.png");
    engine.addText("text00001", "words");

    Answer answer =
        api.get(
            "/api/v1/zip?ids=image0001,image0002,image0003,image0004,image0005,text00001,image0001");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/zip");
    assertThat(answer.header("Content-Disposition")).contains("attachment");
    Map<String, String> entries = entries(answer);
    assertThat(entries).containsOnlyKeys("cat.png", "Cat (2).png", PictureArchive.LEFT_OUT);
    assertThat(entries).containsEntry("cat.png", "one");
    assertThat(entries.get("Cat (2).png")).hasSize(150_000);
    assertThat(entries.get(PictureArchive.LEFT_OUT))
        .contains("gone.png: the file is gone")
        .contains("far.png: it is a picture of the web, at https://pictures.example/far.png")
        .contains("two_lines.png: the file is gone")
        .contains("text00001: there is no such picture");
  }

  @Test
  void archive_full_leavesOutAndSaysSo() throws Exception {
    add("image0001", "cat.png", "12345");
    Item item = engine.items.values().iterator().next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PictureArchive archive = new PictureArchive(out, 4)) {
      archive.add(item, () -> engine.openImageFile(item.id()));
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("an archive holds at most 4 bytes");
  }

  @Test
  void ids_noneTooManyOrStrange_refused() {
    assertThat(api.get("/api/v1/zip").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/zip?ids=..%2F..%2Fetc").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/zip?ids=image0009").status()).isEqualTo(404);
    String many = idsUpTo(ZipRoutes.MOST + 1);
    assertThat(api.get("/api/v1/zip?ids=" + many).status()).isEqualTo(400);
  }

  private static String idsUpTo(int most) {
    StringBuilder ids = new StringBuilder();
    for (int i = 0; i < most; i++) {
      ids.append(i == 0 ? "" : ",").append("image").append(10_000 + i);
    }
    return ids.toString();
  }
}
