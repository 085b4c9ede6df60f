package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.diptych.scenes.DemoCorpus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page on a phone. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageLookTest {

  private static final String WORDS = DemoCorpus.QUERY;

  private final SceneServer server;
  private final Browser browser;

  PageLookTest(SceneServer server, Browser browser) {
    this.server = server;
    this.browser = browser;
  }

  @Test
  void phone_everyView_fitsTheWidth() {
    try (Visit visit = Visit.phone(browser, server.address()).open("/")) {
      Page page = visit.page();
      assertThat(visit.scrollsSideways()).isFalse();
      visit.screenshot("start-phone");

      visit.search(WORDS);
      assertThat(visit.scrollsSideways()).isFalse();
      visit.screenshot("results-phone");

      visit.cards().nth(1).locator(".open").tap();
      page.waitForSelector("#details[open]");
      assertThat(page.locator("#details dl").innerText()).contains("Match").contains("ITC");
      assertThat(visit.scrollsSideways()).isFalse();
      visit.screenshot("details-phone");
      page.locator("#details .close").tap();

      page.locator("#side-by-side").tap();
      page.waitForSelector(".diptych");
      assertThat(visit.scrollsSideways()).isFalse();
      visit.screenshot("side-by-side-phone");

      page.locator("#target label").nth(1).tap();
      page.waitForSelector(".card.words, .tile.words");
      assertThat(visit.scrollsSideways()).isFalse();
      visit.screenshot("words-phone");
    }
  }

  @Test
  void phone_controls_areLargeEnoughToTap() {
    try (Visit visit = Visit.phone(browser, server.address()).open("/")) {
      visit.search(WORDS);
      Object small =
          visit
              .page()
              .evaluate(
                  """
                  () => [...document.querySelectorAll('button, .segments label, .switch')]
                    .filter((e) => e.checkVisibility({ opacityProperty: true }) && !e.closest('[hidden], dialog'))
                    .map((e) => [e.id || e.className || e.tagName, e.getBoundingClientRect()])
                    .filter(([, r]) => r.height > 0 && r.height < 32)
                    .map(([name, r]) => name + ' ' + r.height)
                  """);
      assertThat((List<?>) small).isEmpty();
    }
  }
}
