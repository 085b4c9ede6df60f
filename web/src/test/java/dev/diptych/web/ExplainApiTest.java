package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.diptych.scenes.DemoCorpus;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Where words are, by the API and on the page. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExplainApiTest {

  private static final String WORDS = DemoCorpus.QUERY;

  private final SceneServer server;
  private final Browser browser;
  private final ApiClient api;

  ExplainApiTest(SceneServer server, Browser browser) {
    this.server = server;
    this.browser = browser;
    this.api = new ApiClient(server.address());
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private JsonNode best() {
    return api.get("/api/v1/search?q=" + encoded(WORDS)).json().get("hits").get(0);
  }

  private static String encoded(String words) {
    return URLEncoder.encode(words, StandardCharsets.UTF_8);
  }

  @Test
  void explain_bestResult_hasTheScoresOfTheSearchAndAMapForEachWord() {
    JsonNode hit = best();

    Answer answer =
        api.get(
            "/api/v1/items/%s/explain?q=%s".formatted(hit.get("id").asString(), encoded(WORDS)));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode explained = answer.json();
    assertThat(explained.get("itc").asDouble()).isCloseTo(hit.get("itc").asDouble(), within(1e-4));
    assertThat(explained.get("itm").get("match").asDouble())
        .isCloseTo(hit.get("itm").get("match").asDouble(), within(1e-2));
    assertThat(explained.get("words").size()).isEqualTo(WORDS.split(" ").length);
    assertThat(explained.get("phrases").size()).isEqualTo(2);
    for (JsonNode phrase : explained.get("phrases")) {
      assertThat(phrase.get("finding").asString()).isEqualTo("found");
      assertThat(phrase.get("map").size()).isEqualTo(explained.get("rows").asInt());
      assertThat(phrase.get("map").get(0).size()).isEqualTo(explained.get("columns").asInt());
    }
    assertThat(explained.get("words").get(0).get("finding").asString()).isEqualTo("no-place");
    assertThat(explained.get("words").get(0).get("map").isNull()).isTrue();
  }

  @Test
  void overlay_addressesOfTheAnswer_arePngsWithTransparency() throws IOException {
    String id = best().get("id").asString();
    JsonNode explained =
        api.get("/api/v1/items/%s/explain?q=%s".formatted(id, encoded(WORDS))).json();
    for (String address :
        List.of(
            explained.get("overlay").asString(),
            explained.get("words").get(1).get("overlay").asString(),
            explained.get("phrases").get(1).get("overlay").asString())) {
      Answer answer = api.get(address);

      assertThat(answer.status()).as(address).isEqualTo(200);
      assertThat(answer.header("Content-Type")).startsWith("image/png");
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(answer.bytes()));
      assertThat(image.getColorModel().hasAlpha()).isTrue();
      assertThat(image.getWidth()).isEqualTo(explained.get("width").asInt());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          explain                          | 400 | q
          explain?q=                       | 400 | at least one word
          explain?q=a+star&depth=3         | 400 | depth
          explain/overlay?q=a+star&word=9  | 400 | one of 2
          explain/overlay?q=a+star&word=0  | 404 | no map
          explain/overlay?q=a+star&word=x  | 400 | whole number
          explain/overlay?q=a+star&word=1&phrase=0 | 400 | not both
          """)
  void explain_requestThatCannotBe_saysWhy(String path, int status, String said) {
    Answer answer = api.get("/api/v1/items/%s/%s".formatted(best().get("id").asString(), path));

    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().get("detail").asString()).contains(said);
  }

  @Test
  void explain_unknownItemOrText_notFound() {
    String text =
        api.get("/api/v1/search?target=text&limit=1&q=" + encoded(WORDS))
            .json()
            .get("hits")
            .get(0)
            .get("id")
            .asString();
    for (String id : List.of("0".repeat(20), text)) {
      assertThat(api.get("/api/v1/items/%s/explain?q=a".formatted(id)).status()).isEqualTo(404);
    }
  }

  @Test
  void page_why_laysTheMapOfEachWordOverThePicture() {
    try (Visit visit = Visit.desktop(browser, server.address())) {
      Page page = visit.open("?q=" + encoded(WORDS)).settle().page();
      page.locator(".card.picture .open").first().click();
      page.locator(".why button.quiet").click();
      Locator canvas = page.locator("canvas.heat");
      canvas.waitFor();
      assertThat(page.locator(".place").allTextContents())
          .contains("red circle", "blue square", "red", "left");
      Locator place = page.locator(".place").first();
      place.hover();
      assertThat(canvas.isVisible()).isTrue();
      Object over =
          page.evaluate(
              """
              () => {
                const a = document.querySelector('canvas.heat').getBoundingClientRect();
                const b = document.querySelector('.frame .full').getBoundingClientRect();
                return Math.abs(a.left - b.left) + Math.abs(a.top - b.top) + Math.abs(a.width - b.width);
              }
              """);
      assertThat(((Number) over).doubleValue()).isLessThan(3);
      visit.screenshot("why");
    }
  }
}
