package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.MatchProbability;
import dev.diptych.searcher.Confidence;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page when things are missing, slow, hostile or broken. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageStatesTest {

  private final SceneServer scenes;
  private final Browser browser;
  private final FakeEngine engine = new FakeEngine();
  private final WebServer server = WebServer.start(engine, WebOptions.DEFAULT.withPort(0));

  PageStatesTest(SceneServer scenes, Browser browser) {
    this.scenes = scenes;
    this.browser = browser;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void picture_unreadable_errorWithAWayOn() {
    try (Visit visit = Visit.desktop(browser, scenes.address()).open("/").expectFailures()) {
      Page page = visit.page();
      byte[] zip = "PK\u0003\u0004 renamed".getBytes(StandardCharsets.ISO_8859_1);
      page.setInputFiles("#file", new FilePayload("holiday.png", "image/png", zip));
      visit.settle();
      assertThat(page.locator("[role=alert]").innerText())
          .contains("This picture cannot be used")
          .contains("Choose another");
      visit.screenshot("error-desktop");
      page.keyboard().press("Escape");
      assertThat(page.locator("[role=alert]").count()).isZero();
    }
  }

  @Test
  void picture_aboveCap_saidWithoutSending() {
    WebOptions options = new WebOptions("127.0.0.1", 0, 1 << 20);
    try (WebServer small = WebServer.start(engine, options);
        Visit visit = Visit.desktop(browser, small.address()).open("/")) {
      byte[] large = new byte[(1 << 20) + 1];
      visit.page().setInputFiles("#file", new FilePayload("large.png", "image/png", large));
      assertThat(visit.page().locator(".notice.warning").innerText()).contains("at most 1 MiB");
      assertThat(visit.requests()).noneMatch(url -> url.contains("/v1/search"));
    }
  }

  @Test
  void server_gone_saysSoAndTriesAgain() {
    try (Visit visit = Visit.desktop(browser, scenes.address()).open("/").expectFailures()) {
      Page page = visit.page();
      page.route("**/api/v1/search?*", Route::abort);
      visit.search("a red circle");
      assertThat(page.locator("[role=alert]").innerText()).contains("does not answer");
      page.unroute("**/api/v1/search?*");
      page.getByText("Try again").click();
      page.waitForCondition(() -> visit.cards().count() == 24);
    }
  }

  @Test
  void search_defect_saysWhereTheLogTellsMore() {
    engine.answer.set(
        request -> {
          throw new IllegalStateException("secret");
        });
    try (Visit visit = Visit.desktop(browser, server.address()).open("/").expectFailures()) {
      visit.search("x");
      assertThat(visit.page().locator("[role=alert]").innerText())
          .contains("The search failed")
          .contains("reference")
          .doesNotContain("secret");
    }
  }

  @Test
  void model_withoutSecondStage_isSaidOnceAndNoResultIsCalledUnread() {
    engine.canRerank.set(false);
    engine.addImage("image0001", "file:///a.png");
    engine.answer.set(
        request ->
            FakeEngine.response(
                FakeEngine.hits(List.copyOf(engine.items.values())).stream()
                    .map(PageStatesTest::unscored)
                    .toList(),
                Optional.of("the model has no image-text matching (ITM)")));
    try (Visit visit = Visit.desktop(browser, server.address()).open("/").expectFailures()) {
      visit.search("x");
      assertThat(visit.page().locator("#notices").innerText())
          .contains("No second stage", "order of the cosine")
          .doesNotContain("First stage only");
      assertThat(visit.page().locator(".card .foot").first().innerText())
          .contains("ITC")
          .doesNotContain("%");
      visit.page().locator(".card .open").first().click();
      visit.page().locator("#details dl").waitFor();
      assertThat(visit.page().locator("#details").innerText())
          .contains("ITC")
          .doesNotContain("not read", "uncalibrated");
    }
  }

  @Test
  void model_withAProbabilityOfItsOwn_isSaidAndSoIsThatNothingIsGood() {
    engine.canRerank.set(false);
    engine.addImage("image0001", "file:///a.png");
    engine.answer.set(
        request ->
            withoutGoodMatch(
                FakeEngine.response(
                    FakeEngine.hits(List.copyOf(engine.items.values())).stream()
                        .map(PageStatesTest::ratedByTheCosine)
                        .toList(),
                    Optional.of("the model has no image-text matching (ITM)"))));
    try (Visit visit = Visit.desktop(browser, server.address()).open("/").expectFailures()) {
      visit.search("x");
      assertThat(visit.page().locator(".report .verdict").innerText()).contains("No good match");
      assertThat(visit.page().locator(".report .fine").innerText()).contains("uncalibrated");
      assertThat(visit.page().locator(".card .foot .unlikely").first().innerText()).contains("0.3");
    }
  }

  private static SearchResponse withoutGoodMatch(SearchResponse response) {
    return new SearchResponse(
        response.hits(),
        response.recall(),
        response.rerank(),
        new Confidence(
            false, Optional.empty(), OptionalDouble.empty(), OptionalDouble.of(0.01), 0, 0),
        response.warnings(),
        response.timings());
  }

  private static SearchHit ratedByTheCosine(SearchHit hit) {
    return new SearchHit(
        hit.item(),
        hit.copies(),
        hit.rank(),
        hit.recallRank(),
        hit.itc(),
        Optional.empty(),
        Optional.of(new MatchProbability(0.003, false)),
        hit.texts());
  }

  private static SearchHit unscored(SearchHit hit) {
    return new SearchHit(
        hit.item(),
        hit.copies(),
        hit.rank(),
        hit.recallRank(),
        hit.itc(),
        Optional.empty(),
        Optional.empty(),
        hit.texts());
  }

  @Test
  void secondStage_cannotRun_degradedNotice() {
    engine.addImage("image0001", "file:///a.png");
    engine.answer.set(
        request ->
            FakeEngine.response(
                FakeEngine.hits(List.copyOf(engine.items.values())),
                Optional.of("the index holds no patch features")));
    try (Visit visit = Visit.desktop(browser, server.address()).open("/").expectFailures()) {
      visit.search("x");
      assertThat(visit.page().locator(".notice.warning").first().innerText())
          .contains("First stage only")
          .contains("the index holds no patch features");
    }
  }

  @Test
  void results_withCopies_countThemOnTheCardAndListThemInTheLargeView() {
    engine.answer.set(request -> FakeEngine.response(List.of(hitWithCopies()), Optional.empty()));
    try (Visit visit = Visit.desktop(browser, server.address()).open("/").expectFailures()) {
      visit.search("x");
      assertThat(visit.cards().count()).isEqualTo(1);
      assertThat(visit.page().locator(".card .copies").innerText()).isEqualTo("+2 copies");
      assertThat(visit.page().locator(".card .copies").getAttribute("title"))
          .isEqualTo("/pictures/old/a b.png\n/pictures/older/a.png");
      visit.page().locator(".card .open").click();
      visit.page().locator("#details dl").waitFor();
      assertThat(visit.page().locator("dialog .path").allInnerTexts())
          .containsExactly("/pictures/a.png", "/pictures/old/a b.png", "/pictures/older/a.png");
    }
  }

  private SearchHit hitWithCopies() {
    SearchHit alone =
        FakeEngine.hits(List.of(engine.addImage("image0001", "file:///pictures/a.png"))).getFirst();
    return new SearchHit(
        alone.item(),
        List.of(
            engine.addImage("image0002", "file:///pictures/old/a%20b.png"),
            engine.addImage("image0003", "file:///pictures/older/a.png")),
        1,
        1,
        alone.itc(),
        alone.itm(),
        alone.probability(),
        alone.texts());
  }

  @Test
  void index_empty_saysHowToFillIt() {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/")) {
      Page page = visit.page();
      assertThat(page.locator("#notices").innerText())
          .contains("The index is empty")
          .contains("diptych index");
      assertThat(page.locator("#examples").isHidden()).isTrue();
      visit.search("anything");
      assertThat(page.locator(".state").innerText()).contains("No pictures are indexed yet");
    }
  }

  @Test
  void engine_warmingUp_saidUntilWarm() {
    engine.warm.set(false);
    try (Visit visit = Visit.desktop(browser, server.address()).open("/")) {
      Page page = visit.page();
      assertThat(page.locator("#serving").innerText()).contains("warming up");
      engine.warm.set(true);
      page.waitForCondition(() -> !page.locator("#serving").innerText().contains("warming up"));
    }
  }

  @Test
  void search_underWay_placeholdersAreShown() {
    try (Visit visit = Visit.desktop(browser, scenes.address()).open("/")) {
      Page page = visit.page();
      page.route(
          "**/api/v1/search*",
          route -> {
            // The first stage's answer takes their place, and is busy, too.
            boolean first = route.request().url().contains("rerank=off");
            assertThat(page.locator(".ghost").count()).isEqualTo(first ? 12 : 0);
            assertThat(page.locator("#results").getAttribute("aria-busy")).isEqualTo("true");
            route.resume();
          });
      visit.search("a red circle");
      assertThat(visit.cards().count()).isEqualTo(24);
    }
  }

  @Test
  void texts_holdMarkup_shownAsText() {
    String markup = "<img src=x onerror=\"alert(1)\"><script>alert(2)</script>";
    var item = engine.addText("text00001", markup);
    engine.answer.set(
        request -> FakeEngine.response(FakeEngine.hits(List.of(item)), Optional.of(markup)));
    try (Visit visit = Visit.desktop(browser, server.address()).open("/?target=text")) {
      Page page = visit.page();
      visit.search(markup);
      assertThat(page.locator(".card .quote").innerText()).isEqualTo(markup);
      visit.cards().first().locator(".open").click();
      page.waitForSelector("#details[open]");
      assertThat(page.locator("main img, main script, dialog img").count()).isZero();
    }
  }

  @Test
  void address_namesUnknownItemOrLostPicture_saidPlainly() {
    try (Visit visit = Visit.desktop(browser, scenes.address()).expectFailures()) {
      visit.open("/?item=doesnotexist");
      visit.settle();
      assertThat(visit.page().locator("[role=alert]").innerText()).contains("doesnotexist");
      visit.open("/?picture=12-34");
      assertThat(visit.page().locator(".notice.warning").innerText()).contains("picture is gone");
    }
  }

  @Test
  void script_off_pageSaysHowElse() {
    try (Visit visit = Visit.withoutScript(browser, scenes.address())) {
      visit.page().navigate(scenes.address().toString());
      assertThat(visit.page().locator(".noscript").innerText()).contains("/api/v1/search?q=");
    }
  }

  @Test
  void error_ofTheEngine_inWordsOfTheEngine() {
    engine.answer.set(
        request -> {
          throw new DiptychException(ErrorCode.INVALID_REQUEST, "the model has no text half");
        });
    try (Visit visit = Visit.desktop(browser, server.address()).open("/").expectFailures()) {
      visit.search("x");
      assertThat(visit.page().locator("[role=alert]").innerText())
          .contains("The model has no text half.");
    }
  }
}
