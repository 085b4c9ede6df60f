package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import dev.diptych.scenes.DemoCorpus;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Searching on the page, in a real browser, over the real engine. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageSearchTest {

  private final SceneServer server;
  private final URI base;
  private final Visit visit;

  PageSearchTest(SceneServer server, Browser browser) {
    this.server = server;
    this.base = server.address();
    this.visit = Visit.desktop(browser, base);
  }

  @BeforeEach
  void open() {
    visit.open("/");
  }

  @AfterEach
  void close() {
    visit.close();
  }

  /** The demo's sentence, and the place at which the first stage puts its first answer. */
  private int placeOfTheAnswer() {
    try (ApiClient api = new ApiClient(base)) {
      String q = URLEncoder.encode(DemoCorpus.QUERY, StandardCharsets.UTF_8);
      JsonNode hit = api.get("/api/v1/search?limit=1&q=" + q).json().get("hits").get(0);
      assertThat(server.truths(DemoCorpus.queryMeaning()))
          .contains(hit.get("fileName").stringValue());
      int place = hit.get("recallRank").intValue();
      assertThat(place).as("the demo's sentence shows what two stages are for").isGreaterThan(1);
      return place;
    }
  }

  @Test
  void words_typed_areSuggestedAndMisspeltOnesCorrected() {
    Page page = visit.page();
    page.fill("#words", "a red circ");
    page.waitForCondition(
        () -> page.locator("#suggestions option[value='a red circle']").count() == 1);

    visit.search("red crcle");
    page.locator(".notice button", new Page.LocatorOptions().setHasText("red circle")).click();
    visit.settle();
    assertThat(page.inputValue("#words")).isEqualTo("red circle");
    assertThat(visit.cards().count()).isEqualTo(24);
  }

  @Test
  void start_embeddedModel_bannerExamplesAndCounts() {
    Page page = visit.page();
    assertThat(page.locator(".notice.model").innerText())
        .contains("understands coloured shapes and nothing else")
        .contains("diptych model import DIR")
        .contains("diptych index PATH... --model NAME");
    assertThat(page.locator("#serving").innerText())
        .contains("600 pictures")
        .contains("600 texts")
        .contains("scenes-blip");
    visit.screenshot("start-desktop");

    page.locator(".chip").first().click();
    visit.settle();
    assertThat(page.inputValue("#words")).isEqualTo(DemoCorpus.QUERY);
    assertThat(visit.cards().count()).isEqualTo(24);
  }

  @Test
  void words_lookAlikes_answerFirstWithItsWayUp() {
    int place = placeOfTheAnswer();
    Page page = visit.page();
    visit.search(DemoCorpus.QUERY);

    assertThat(page.url()).contains("?q=");
    assertThat(page.title()).contains(DemoCorpus.QUERY);
    assertThat(page.locator(".timings").innerText())
        .containsPattern("encode [\\d.]+ m?s")
        .containsPattern("recall [\\d.]+ m?s")
        .containsPattern("rerank [\\d.]+ m?s")
        .containsPattern("\\d+ pairs read together");
    assertThat(page.locator(".report").innerText())
        .contains("calibrated")
        .doesNotContain("uncalibrated");
    assertThat(page.locator(".verdict").innerText()).contains("from place " + place);
    Locator first = visit.cards().first();
    assertThat(first.locator(".badge").innerText()).isEqualTo("\u2191 from " + place);
    assertThat(first.locator(".value").innerText()).endsWith("%");
    assertThat(page.locator("#spoken").textContent()).contains("24 pictures").contains("matches");
  }

  @Test
  void card_hoveredOrFocused_showsMatchAndItc() {
    visit.search(DemoCorpus.QUERY);
    Page page = visit.page();
    Locator reveal = visit.cards().nth(2).locator(".reveal");
    assertThat(reveal.innerText()).contains("Match").contains("calibrated").contains("ITC");
    assertThat(opacity(reveal)).isZero();

    visit.cards().nth(2).hover();
    page.waitForCondition(() -> opacity(reveal) == 1);
    visit.screenshot("hover-desktop");

    page.mouse().move(0, 0);
    page.waitForCondition(() -> opacity(reveal) == 0);
    visit.cards().nth(2).locator(".open").focus();
    page.waitForCondition(() -> opacity(reveal) == 1);
  }

  private static double opacity(Locator element) {
    return ((Number) element.evaluate("e => Number(getComputedStyle(e).opacity)")).doubleValue();
  }

  @Test
  void firstStageOnly_switchedOn_searchesAgainAndShowsTheDifference() throws Exception {
    int place = placeOfTheAnswer();
    Page page = visit.page();
    visit.search(DemoCorpus.QUERY);
    String best = visit.names("#results .open").getFirst();

    page.getByLabel("First stage only").check(new Locator.CheckOptions().setForce(true));
    page.waitForCondition(() -> page.locator(".card.overlooked").count() == 1);

    assertThat(visit.requests()).anyMatch(url -> url.contains("rerank=off"));
    assertThat(page.url()).contains("stage=first");
    assertThat(page.locator(".verdict").innerText()).contains("place " + place + " here");
    assertThat(page.locator(".timings").innerText()).contains("second stage off");
    Locator answer = visit.cards().nth(place - 1);
    assertThat(answer.getAttribute("class")).contains("overlooked");
    assertThat(answer.locator(".badge").innerText()).isEqualTo("\u2191 to 1");
    assertThat(answer.locator(".value").innerText()).startsWith("ITC ");
    visit.screenshot("first-stage-desktop");

    page.getByLabel("First stage only").uncheck(new Locator.UncheckOptions().setForce(true));
    page.waitForCondition(() -> visit.names("#results .open").getFirst().equals(best));
  }

  @Test
  void sideBySide_pressed_twoOrdersOfTheSameCandidates() {
    int place = placeOfTheAnswer();
    Page page = visit.page();
    visit.search(DemoCorpus.QUERY);
    page.locator("#side-by-side").click();
    page.waitForSelector(".diptych");

    assertThat(page.locator(".side").count()).isEqualTo(2);
    assertThat(page.locator(".side.recall .tile").count()).isEqualTo(12);
    assertThat(page.locator(".side.rerank .tile").count()).isEqualTo(12);
    String best = page.locator(".side.rerank .tile").first().getAttribute("data-id");
    Locator twin = page.locator(".side.recall .tile").nth(place - 1);
    assertThat(twin.getAttribute("data-id")).isEqualTo(best);
    page.locator(".side.rerank .tile").first().hover();
    assertThat(twin.getAttribute("class")).contains("twin");
    visit.screenshot("side-by-side-desktop");
  }

  @Test
  void picture_chosenForWords_trueWordsFirst() {
    Page page = visit.page();
    DemoCorpus.Picture picture = server.captioned().getFirst();
    page.setInputFiles("#file", server.file(picture));
    visit.settle();
    page.getByLabel("Words", new Page.GetByLabelOptions().setExact(true))
        .check(new Locator.CheckOptions().setForce(true));
    page.waitForSelector(".card.words");
    visit.settle();

    assertThat(server.isTrue(visit.cards().first().locator(".quote").innerText(), picture))
        .isTrue();
    assertThat(page.locator(".asked-picture").innerText()).contains(picture.name());
    assertThat(page.locator(".timings").innerText()).contains("pairs read together");
    visit.screenshot("picture-to-words-desktop");

    page.locator(".asked-picture .remove").click();
    assertThat(page.locator("#results").isHidden()).isTrue();
  }

  @Test
  void picture_chosenForPictures_firstStageOfLikeWithLike() {
    Page page = visit.page();
    page.setInputFiles("#file", server.file(server.corpus().pictures().get(7)));
    visit.settle();
    assertThat(page.locator(".verdict").innerText()).contains("first stage alone");
    assertThat(page.getByLabel("First stage only").isDisabled()).isTrue();
    assertThat(visit.cards().first().locator(".value").innerText()).isEqualTo("ITC 1.000");
  }

  @Test
  void picture_droppedOrPasted_isSearchedWith() throws Exception {
    Page page = visit.page();
    DemoCorpus.Picture picture = server.captioned().getFirst();
    for (String way : List.of("drop", "paste")) {
      visit.open("/?target=text");
      String bytes = Base64.getEncoder().encodeToString(Files.readAllBytes(server.file(picture)));
      page.evaluate(
          """
          async ([way, bytes]) => {
            const data = new DataTransfer();
            const raw = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
            data.items.add(new File([raw], "scene.png", { type: "image/png" }));
            const options = { bubbles: true, cancelable: true };
            const send = (e) => document.body.dispatchEvent(e);
            if (way === "paste") {
              send(new ClipboardEvent("paste", { ...options, clipboardData: data }));
            } else {
              send(new DragEvent("dragenter", { ...options, dataTransfer: data }));
              if (getComputedStyle(document.getElementById("dropzone")).display === "none") {
                throw new Error("no drop zone is shown");
              }
              send(new DragEvent("dragover", { ...options, dataTransfer: data }));
              send(new DragEvent("drop", { ...options, dataTransfer: data }));
            }
          }
          """,
          List.of(way, bytes));
      visit.settle();
      assertThat(server.isTrue(visit.cards().first().locator(".quote").innerText(), picture))
          .as(way)
          .isTrue();
      assertThat(page.locator("#dropzone").isVisible()).isFalse();
    }
  }

  @Test
  void file_notAPicture_saysSoAndKeepsResults() {
    Page page = visit.page();
    visit.search("a red circle");
    page.setInputFiles("#file", new FilePayload("notes.txt", "text/plain", new byte[] {65}));
    assertThat(page.locator(".notice.warning").innerText()).contains("Only picture files");
    assertThat(visit.cards().count()).isEqualTo(24);
  }

  @Test
  void result_followed_whatWordsFitAndMoreLikeThis() {
    Page page = visit.page();
    visit.search(DemoCorpus.QUERY);
    visit.cards().first().hover();
    visit.cards().first().locator(".act").nth(1).click();
    page.waitForSelector(".card.words");
    assertThat(page.url()).contains("item=").contains("target=text");
    visit.cards().first().hover();
    visit.cards().first().locator(".act").first().click();
    page.waitForSelector(".card.picture");
    assertThat(page.locator(".count").innerText()).startsWith("Pictures for");
  }

  @Test
  void more_pressed_nextPageBelow() {
    Page page = visit.page();
    visit.search("a green star");
    List<String> before = visit.names("#results .open");
    page.locator(".more").focus();
    page.keyboard().press("Enter");
    page.waitForCondition(() -> visit.cards().count() >= 48);
    assertThat(visit.names("#results .open").subList(0, 24)).isEqualTo(before);
    assertThat(visit.names("#results .open")).doesNotHaveDuplicates();
  }

  @Test
  void history_backForwardReload_sameSearches() {
    Page page = visit.page();
    visit.search("a green star");
    List<String> stars = visit.names("#results .open");
    visit.search("a pink heart");
    page.goBack();
    page.waitForCondition(() -> visit.names("#results .open").equals(stars));
    assertThat(page.inputValue("#words")).isEqualTo("a green star");
    page.goForward();
    page.waitForCondition(() -> page.inputValue("#words").equals("a pink heart"));
    visit.settle();
    List<String> hearts = visit.names("#results .open");
    page.reload();
    visit.settle();
    assertThat(visit.names("#results .open")).isEqualTo(hearts);
  }

  @Test
  void words_veryLong_goByPostAndWarn() {
    visit.search("red circle ".repeat(2500).strip());
    assertThat(visit.cards().count()).isPositive();
    assertThat(visit.page().locator(".notice.warning").innerText()).contains("cut");
  }
}
