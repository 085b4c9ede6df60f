package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.diptych.scenes.DemoCorpus;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The way of somebody who has never been here, and the two steps of an answer. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageFirstVisitTest {

  private final SceneServer server;
  private final Browser browser;

  PageFirstVisitTest(SceneServer server, Browser browser) {
    this.server = server;
    this.browser = browser;
  }

  @Test
  void newcomer_searchesRefinesOpensAsksWhyGoesOn_withoutDeadEnd() {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/")) {
      Page page = visit.page();
      page.locator(".examples .chip").first().click();
      visit.settle();
      List<String> first = visit.names("#results .open");
      page.locator(".facets summary").click();
      page.locator(".facet[aria-label=Format] .chip").first().click();
      page.waitForCondition(() -> page.locator(".chip.on").count() == 1);
      visit.settle();
      visit.cards().first().locator(".open").click();
      page.locator(".why button").first().click();
      page.locator(".place").first().waitFor();
      page.getByText("More like this").last().click();
      page.waitForCondition(() -> page.locator(".count").innerText().contains("like the picture"));
      visit.settle();
      assertThat(visit.cards().count()).isEqualTo(24);
      page.goBack();
      page.locator("#details[open]").waitFor();
      page.goBack();
      page.waitForCondition(() -> page.locator("#details[open]").count() == 0);
      assertThat(page.locator(".chip.on").count()).isEqualTo(1);
      page.locator(".chip.on .drop").click();
      page.waitForCondition(() -> visit.names("#results .open").equals(first));
      page.locator("#home").click();
      page.locator("h1").waitFor();
      assertThat(page.url()).endsWith("/");
    }
  }

  @Test
  void firstStage_shownAtOnce_secondTakesItsPlaceWithoutMovingWhatIsPointedAt() throws Exception {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/")) {
      Page page = visit.page();
      CompletableFuture<Route> held = new CompletableFuture<>();
      page.route(
          "**/api/v1/search?*",
          route -> {
            if (route.request().url().contains("rerank=off")) {
              route.resume();
            } else {
              held.complete(route);
            }
          });
      page.fill("#words", DemoCorpus.QUERY);
      page.press("#words", "Enter");
      page.locator(".card .value.recall").first().waitFor();
      List<String> byCosine = visit.names("#results .open");
      assertThat(page.locator(".verdict").innerText()).contains("reading");
      page.waitForCondition(held::isDone);
      double top = visit.cards().nth(2).boundingBox().y;
      visit.cards().nth(2).hover();
      page.mouse().move(visit.cards().nth(2).boundingBox().x + 30, top + 30);
      held.get().resume();
      page.locator("#reorder").waitFor();
      assertThat(visit.names("#results .open")).isEqualTo(byCosine);
      assertThat(visit.cards().nth(2).boundingBox().y).isEqualTo(top);
      page.mouse().move(5, 5);
      page.locator(".verdict.both").waitFor();
      page.waitForCondition(() -> !visit.names("#results .open").equals(byCosine));
      assertThat(page.locator("#reorder").isHidden()).isTrue();
      page.waitForFunction("() => document.getAnimations().length === 0");
      assertThat(visit.cards().nth(2).boundingBox().y).isEqualTo(top);
    }
  }

  @Test
  void secondStage_fails_firstOneStaysAndIsSaidToBeAlone() {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/").expectFailures()) {
      Page page = visit.page();
      page.route(
          "**/api/v1/search?*",
          route -> {
            if (route.request().url().contains("rerank=off")) {
              route.resume();
            } else {
              route.abort();
            }
          });
      visit.search(DemoCorpus.QUERY);
      page.locator(".notice.warning").first().waitFor();
      assertThat(page.locator(".notice.warning").first().innerText()).contains("First stage only");
      assertThat(visit.cards().count()).isEqualTo(24);
    }
  }

  @Test
  void end_comesNear_nextPagesFollowAndNothingAboveMoves() {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/?q=a+green+star").settle()) {
      Page page = visit.page();
      List<String> before = visit.names("#results .open");
      page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)");
      page.waitForCondition(() -> visit.cards().count() >= 48);
      assertThat(visit.names("#results .open").subList(0, 24)).isEqualTo(before);
      assertThat(visit.names("#results .open")).doesNotHaveDuplicates();
      assertThat(visit.requests()).anyMatch(url -> url.contains("cursor=start"));
    }
  }

  @Test
  void selection_severalPicked_pathsZipAndSearch() {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/?q=a+green+star").settle()) {
      Page page = visit.page();
      page.keyboard().press("/");
      page.keyboard().press("ArrowDown");
      page.keyboard().press("x");
      page.keyboard().press("ArrowRight");
      page.keyboard().press("x");
      assertThat(page.locator("#picked b").innerText()).isEqualTo("2 selected");
      String zip = page.locator("#picked a").getAttribute("href");
      assertThat(zip).matches("api/v1/zip\\?ids=[a-z0-9]+%2C[a-z0-9]+");
      assertThat(page.waitForDownload(() -> page.locator("#picked a").click()).suggestedFilename())
          .isEqualTo("diptych.zip");
      page.keyboard().press("Escape");
      assertThat(page.locator("#picked").isHidden()).isTrue();
      assertThat(page.locator("#results").isVisible()).isTrue();
      visit.cards().first().locator(".pick input").check(Visit.forced());
      visit.cards().nth(2).locator(".pick input").check(Visit.forced());
      page.getByText("Search with them").click();
      page.waitForCondition(() -> page.locator(".asked-picture").count() == 2);
      visit.settle();
      assertThat(visit.cards().count()).isEqualTo(24);
    }
  }
}
