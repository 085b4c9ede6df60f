package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.diptych.scenes.DemoCorpus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What stands on a card, and that it stays there. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageCardsTest {

  private static final String WORDS = DemoCorpus.QUERY;

  /** Gives every result the longest content it can have. */
  private static final String LENGTHEN =
      """
      () => {
        for (const card of document.querySelectorAll('.card, .tile')) {
          const foot = card.querySelector('.foot');
          card.querySelector('.rank').textContent = '1000';
          let badge = foot.querySelector('.badge');
          if (!badge) {
            badge = document.createElement('span');
            badge.className = 'badge down';
            foot.querySelector('.rank').after(badge);
          }
          if (card.matches('.picture')) {
            const copies = document.createElement('span');
            copies.className = 'copies';
            copies.textContent = '+1000 copies';
            badge.after(copies);
          }
          badge.textContent = '\\u2193 from 1000';
          for (const value of foot.querySelectorAll('.value')) {
            value.textContent = value.matches('.recall') ? 'ITC -0.123' : '> 99.9 %\\u2020';
          }
          const quote = card.querySelector('.quote');
          if (quote) quote.textContent = 'Donaudampfschifffahrtsgesellschaft'.repeat(12);
        }
      }
      """;

  /** Results of which a part lies outside of the frame. */
  private static final String OVERFLOWING =
      """
      () => [...document.querySelectorAll('.card, .tile')].flatMap((card) => {
        const frame = card.getBoundingClientRect();
        return [...card.querySelectorAll('.foot *, .quote')]
          .filter((e) => e.getBoundingClientRect().width > 0)
          .filter((e) => {
            const r = e.getBoundingClientRect();
            return r.right > frame.right + 0.5 || r.left < frame.left - 0.5 || r.bottom > frame.bottom + 0.5;
          })
          .map((e) => e.className + ': ' + e.textContent.slice(0, 20));
      })
      """;

  private final SceneServer server;
  private final Browser browser;

  PageCardsTest(SceneServer server, Browser browser) {
    this.server = server;
    this.browser = browser;
  }

  @Test
  void cards_longestContent_stayInTheirFrames() {
    try (Visit visit = Visit.desktop(browser, server.address())) {
      for (String view : List.of("", "&target=text", "&view=side-by-side")) {
        visit.open("/?q=%s%s".formatted(WORDS.replace(' ', '+'), view));
        visit.page().waitForSelector(".tile .foot, .card .foot");
        visit.settle();
        visit.page().evaluate(LENGTHEN);
        for (int width : new int[] {1920, 1280, 768, 390}) {
          visit.page().setViewportSize(width, 800);
          visit
              .page()
              .waitForCondition(() -> ((List<?>) visit.page().evaluate(OVERFLOWING)).isEmpty());
          assertThat(visit.scrollsSideways()).as("%s px%s", width, view).isFalse();
        }
        visit.page().setViewportSize(Visit.DESKTOP, 800);
      }
    }
  }

  @Test
  void heading_pictureAsQuery_saysSo() {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/")) {
      visit.search(WORDS);
      visit.cards().first().hover();
      visit.cards().first().locator(".act").first().click();
      visit.page().waitForURL("**item=**");
      visit.settle();
      assertThat(visit.page().locator(".count").innerText())
          .startsWith("Pictures like the picture \u201c");
      visit.page().reload();
      visit.settle();
      assertThat(visit.page().locator(".count").innerText())
          .startsWith("Pictures like the picture \u201c");
    }
  }

  @Test
  void card_percentageLowerThanTheNext_isExplainedThere() {
    try (Visit visit = Visit.desktop(browser, server.address())) {
      visit.page().route("**/api/v1/search?*", PageCardsTest::lowerTheFirst);
      visit.open("/");
      visit.search(WORDS);
      Page page = visit.page();
      assertThat(visit.cards().first().locator(".below").getAttribute("title"))
          .contains("match + cosine");
      assertThat(page.locator(".below")).satisfies(marks -> assertThat(marks.count()).isPositive());
      assertThat(page.locator(".report").innerText()).contains("the order is match + cosine");
      visit.cards().first().locator(".open").click();
      page.waitForSelector("#details[open]");
      assertThat(page.locator("#details dl").innerText()).contains("higher percentage");
    }
  }

  /** The server's answer with the first two probabilities in the order that people find odd. */
  private static void lowerTheFirst(Route route) {
    JsonNode answer = JsonMapper.shared().readTree(route.fetch().text());
    ((ObjectNode) answer.at("/hits/0")).put("matchProbability", 0.62);
    ((ObjectNode) answer.at("/hits/1")).put("matchProbability", 0.71);
    route.fulfill(
        new Route.FulfillOptions()
            .setContentType("application/json")
            .setBody(JsonMapper.shared().writeValueAsString(answer)));
  }
}
