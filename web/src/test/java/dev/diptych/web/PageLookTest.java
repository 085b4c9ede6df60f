package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.diptych.scenes.DemoCorpus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Phone width, dark scheme, contrast: what can be measured of how the page looks. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageLookTest {

  private static final String WORDS = DemoCorpus.QUERY;

  /**
   * Texts whose contrast to their ground is below 4.5 : 1 (WCAG AA), grounds of one colour only.
   */
  private static final String LOW_CONTRAST =
      """
      () => {
        const numbers = (c) => c.match(/[\\d.]+/g).map(Number);
        const light = (c) => {
          const [r, g, b] = numbers(c).slice(0, 3).map((v) => {
            const s = v / 255;
            return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = (e) => {
          for (let n = e; n; n = n.parentElement) {
            const c = getComputedStyle(n).backgroundColor;
            const alpha = numbers(c)[3] ?? 1;
            if (alpha === 1) return c;
          }
          return 'rgb(255, 255, 255)';
        };
        const low = [];
        for (const e of document.body.querySelectorAll('*')) {
          const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
          if (!own || !e.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
          if (e.closest('.visually-hidden, .reveal, .skip, noscript, :disabled, label:has(:disabled)')) continue;
          const a = light(getComputedStyle(e).color), b = light(ground(e));
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (ratio < 4.5) low.push(e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 20) + ' ' + ratio.toFixed(2));
        }
        return low;
      }
      """;

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
      page.getByLabel("Close").tap();

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

  @Test
  void contrast_bothSchemes_atLeastAa() {
    try (Visit light = Visit.desktop(browser, server.address());
        Visit dark = Visit.dark(browser, server.address())) {
      for (Visit visit : List.of(light, dark)) {
        visit.open("/");
        assertThat((List<?>) visit.page().evaluate(LOW_CONTRAST)).isEmpty();
        visit.search(WORDS);
        assertThat((List<?>) visit.page().evaluate(LOW_CONTRAST)).isEmpty();
        visit.open("/?view=side-by-side&q=" + WORDS.replace(' ', '+'));
        visit.page().waitForSelector(".diptych");
        assertThat((List<?>) visit.page().evaluate(LOW_CONTRAST)).isEmpty();
      }
      dark.screenshot("side-by-side-dark");
    }
  }

  @Test
  void controls_all_haveNames() {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/")) {
      visit.search(WORDS);
      Object nameless =
          visit
              .page()
              .evaluate(
                  """
                  () => [...document.querySelectorAll('button, a, input')]
                    .filter((e) => !(e.ariaLabel || e.textContent.trim() || e.labels?.[0]?.textContent.trim()))
                    .map((e) => e.outerHTML.slice(0, 80))
                  """);
      assertThat((List<?>) nameless).isEmpty();
      assertThat(visit.page().locator("html").getAttribute("lang")).isEqualTo("en");
      assertThat(visit.page().locator("h1").count()).isEqualTo(1);
    }
  }
}
