package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class ItemRoutesTest {

  private static final String ID = "image0001";

  private final FakeEngine engine = new FakeEngine();
  private final WebServer server = WebServer.start(engine, WebOptions.DEFAULT.withPort(0));
  private final ApiClient api = new ApiClient(server.address());

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  @Test
  void item_image_allFields() {
    engine.addImage(ID, "file:///photos/a%20b%E2%82%AC.png");

    JsonNode item = api.get("/api/v1/items/" + ID).json();

    assertThat(item.get("id").stringValue()).isEqualTo(ID);
    assertThat(item.get("modality").stringValue()).isEqualTo("image");
    assertThat(item.get("fileName").stringValue()).isEqualTo("a b€.png");
    assertThat(item.get("source").stringValue()).isEqualTo("file:///photos/a%20b%E2%82%AC.png");
    assertThat(item.get("texts").get(0).stringValue()).isEqualTo("a caption");
    assertThat(item.get("width").intValue()).isEqualTo(256);
    assertThat(item.get("height").intValue()).isEqualTo(128);
    assertThat(item.get("modified").stringValue()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(item.get("thumbnail").stringValue())
        .isEqualTo("/api/v1/items/image0001/thumbnail?v=abababababababab");
    assertThat(item.get("text").isNull()).isTrue();
  }

  @Test
  void image_ofTheWeb_isRedirectedToAndNotFetched() throws Exception {
    String address = "https://example.org/a.png?w=1";
    engine.addImage(ID, "file:///lists/a.csv#url=" + address);
    JsonNode item = api.get("/api/v1/items/" + ID).json();
    assertThat(item.get("address").stringValue()).isEqualTo(address);
    assertThat(item.get("fileName").stringValue()).isEqualTo("a.png");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> image =
          client.send(
              HttpRequest.newBuilder(server.address().resolve("/api/v1/items/" + ID + "/image"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(image.statusCode()).isEqualTo(302);
      assertThat(image.headers().firstValue("Location")).contains(address);
    }
  }

  @Test
  void item_text_noPictureAddresses() {
    engine.addText("text00001", "a red circle");

    JsonNode item = api.get("/api/v1/items/text00001").json();

    assertThat(item.get("text").stringValue()).isEqualTo("a red circle");
    assertThat(item.get("fileName").stringValue()).isEqualTo("captions.csv#row=2");
    assertThat(item.get("image").isNull()).isTrue();
    assertThat(item.get("thumbnail").isNull()).isTrue();
  }

  @Test
  void image_textThatBeginsLikeABitmap_isRefused() throws Exception {
    Item item = engine.addImage(ID, "file:///photos/a.png");
    engine.files.put(
        item.id(), Files.writeString(folder.resolve("x.txt"), "BM, as many a text begins"));

    assertThat(api.get("/api/v1/items/" + ID + "/image").status()).isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource({
    "FFD8FFE000, image/jpeg, inline",
    "89504E470D0A1A0A00, image/png, inline",
    "474946383961, image/gif, inline",
    "424D000000000000000000000000280000000000000000000000, image/bmp, inline",
    "524946460000000057454250, image/webp, inline",
    "49492A00, image/tiff, attachment",
    "4D4D002A, image/tiff, attachment",
    "4D4D002B, image/tiff, attachment",
    "0000001C6674797061766966, image/avif, inline",
    "0000001C6674797068656963, image/heic, attachment",
    "0000001C667479706D696631, image/heic, attachment",
    "FF0A0000, image/jxl, attachment",
    "0000000C4A584C200D0A870A, image/jxl, attachment"
  })
  void image_formatByContent_rightTypeAndDisposition(String hex, String type, String disposition)
      throws Exception {
    byte[] content = HexFormat.of().parseHex(hex);
    Item item = engine.addImage(ID, "file:///photos/na%20%22me%0A.png");
    engine.files.put(item.id(), Files.write(folder.resolve("x.html"), content));

    Answer answer = api.get("/api/v1/items/" + ID + "/image");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.bytes()).isEqualTo(content);
    assertThat(answer.header("Content-Type")).isEqualTo(type);
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo(disposition + "; filename*=UTF-8''na%20%22me%0A.png");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Content-Security-Policy")).contains("sandbox");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3C7376673E3C7363726970743E", "3C21444F43545950452068746D6C3E", "53", ""})
  void image_noPicture_415WithoutItsBytes(String hex) throws Exception {
    byte[] content = HexFormat.of().parseHex(hex);
    Item item = engine.addImage(ID, "file:///photos/a.png");
    engine.files.put(item.id(), Files.write(folder.resolve("x.png"), content));

    Answer answer = api.get("/api/v1/items/" + ID + "/image");

    answer.assertProblem(415, "UNSUPPORTED_MEDIA_TYPE");
    assertThat(answer.header("Content-Disposition")).isEmpty();
  }

  @Test
  void thumbnail_askedAgainWithTag_304WithoutBody() {
    Item item = engine.addImage(ID, "file:///a.png");
    byte[] jpeg = "\u00ff\u00d8\u00ff\u00e0rest".getBytes(StandardCharsets.ISO_8859_1);
    engine.thumbnails.put(item.id(), jpeg);

    Answer first = api.get("/api/v1/items/" + ID + "/thumbnail");
    assertThat(first.bytes()).isEqualTo(jpeg);
    assertThat(first.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");

    Answer again =
        api.get("/api/v1/items/" + ID + "/thumbnail", "If-None-Match", first.header("ETag"));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.bytes()).isEmpty();
    assertThat(api.get("/api/v1/items/" + ID + "/thumbnail", "If-None-Match", "\"x\"").status())
        .isEqualTo(200);
  }

  @Test
  void thumbnail_addressNamesContent_keptForGood() {
    Item item = engine.addImage(ID, "file:///a.png");
    engine.thumbnails.put(item.id(), new byte[] {1});
    String path = new ItemLinks("").thumbnail(item).orElseThrow();

    assertThat(api.get(path).header("Cache-Control")).contains("immutable");
    assertThat(api.get(path.replace("v=ab", "v=cd")).header("Cache-Control"))
        .isEqualTo("private, no-cache");
    api.get(path + "&path=/etc/passwd").assertProblem(400, "INVALID_REQUEST");
  }

  @Test
  void image_head_headersOnly() throws Exception {
    Item item = engine.addImage(ID, "file:///a.gif");
    engine.files.put(item.id(), Files.writeString(folder.resolve("a.gif"), "GIF89a"));

    Answer answer = api.method("HEAD", "/api/v1/items/" + ID + "/image");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("image/gif");
    assertThat(answer.bytes()).isEmpty();
  }

  @Test
  void image_fileVanishesBetween_noPathInAnswer() {
    Item item = engine.addImage(ID, "file:///a.gif");
    engine.files.put(item.id(), folder.resolve("gone.gif"));

    Answer answer = api.get("/api/v1/items/" + ID + "/image");

    answer.assertProblem(404, "NOT_FOUND");
    assertThat(answer.text()).doesNotContain("gone.gif", folder.toString());
    assertThat(answer.header("ETag")).isEmpty();
  }
}
