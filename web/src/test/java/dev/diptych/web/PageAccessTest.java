package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.diptych.scenes.DemoCorpus;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every state of the page against WCAG 2.2 A and AA, in both schemes, at desktop and phone size.
 */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageAccessTest {

  private final SceneServer server;
  private final Browser browser;

  PageAccessTest(SceneServer server, Browser browser) {
    this.server = server;
    this.browser = browser;
  }

  @Test
  void states_bothSchemesAndSizes_noViolation() {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/").expectFailures()) {
      Page page = visit.page();
      check(visit, "start");
      visit.search(DemoCorpus.QUERY);
      check(visit, "results");
      page.locator(".facets summary").click();
      page.locator(".facet .chip").first().click();
      visit.settle();
      page.locator(".pick input").first().check(Visit.forced());
      check(visit, "filters and a selection");
      page.locator("#picked").getByText("Select none").click();
      page.locator(".card .open").first().click();
      page.locator(".why button").first().click();
      page.waitForSelector(".place");
      check(visit, "large view");
      page.keyboard().press("Escape");
      page.locator(".card .open").first().waitFor();
      page.keyboard().press("?");
      check(visit, "keys");
      page.keyboard().press("Escape");
      visit.open("/?view=side-by-side&q=" + DemoCorpus.QUERY.replace(' ', '+'));
      visit.settle();
      check(visit, "side by side");
      visit.open("/?target=text&q=red+circle");
      visit.settle();
      check(visit, "words");
      visit.open("/?q=qwertyuiop+zxcvb");
      visit.settle();
      check(visit, "no good match");
      visit.open("/?item=doesnotexist");
      visit.settle();
      check(visit, "error");
      for (String view : new String[] {"models", "index", "audit"}) {
        visit.open("/?view=" + view);
        page.locator("#desk h2").waitFor();
        check(visit, view);
      }
    }
  }

  /** All rules in each scheme and at each size, and contrast, which both change, in all four. */
  private static void check(Visit visit, String state) {
    check(visit, state, Visit.PHONE, ColorScheme.LIGHT, ColorScheme.DARK);
    check(visit, state, Visit.DESKTOP, ColorScheme.DARK, ColorScheme.LIGHT);
  }

  private static void check(
      Visit visit, String state, int width, ColorScheme contrast, ColorScheme all) {
    Page page = visit.page();
    page.setViewportSize(width, 800);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(contrast));
    assertThat(Axe.contrast(page)).as("%s, %s px, %s", state, width, contrast).isEmpty();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(all));
    assertThat(Axe.violations(page)).as("%s, %s px, %s", state, width, all).isEmpty();
    assertThat(visit.scrollsSideways()).as("%s, %s px", state, width).isFalse();
  }

  @Test
  void language_chosen_wordsAndNumbersChangeAndAreKept() {
    try (Visit visit = Visit.speaking(browser, server.address(), "en-GB").open("/")) {
      Page page = visit.page();
      assertThat(page.locator("html").getAttribute("lang")).isEqualTo("en");
      visit.search(DemoCorpus.QUERY);
      page.locator("select.language").selectOption("de");
      page.waitForCondition(() -> page.locator(".count").innerText().startsWith("Bilder für"));
      assertThat(page.locator("html").getAttribute("lang")).isEqualTo("de");
      assertThat(page.locator(".card .value").first().innerText()).contains(",").endsWith("%");
      page.reload();
      visit.settle();
      assertThat(page.locator("#serving").innerText()).contains("600 Bilder");
      assertThat(Axe.violations(page)).isEmpty();
    }
    try (Visit visit = Visit.speaking(browser, server.address(), "de-AT").open("/")) {
      assertThat(visit.page().locator("h1").innerText()).contains("Bilder");
      assertThat(visit.page().locator(".examples .chip").first().getAttribute("lang"))
          .isEqualTo("en");
    }
  }

  @Test
  void colours_chosen_areKept() {
    try (Visit visit = Visit.speaking(browser, server.address(), "en-GB").open("/")) {
      Page page = visit.page();
      String light = ground(page);
      page.locator(".colours").click();
      page.locator(".colours").click();
      String dark = ground(page);
      assertThat(dark).isNotEqualTo(light);
      page.reload();
      page.locator("h1").waitFor();
      page.waitForCondition(() -> ground(page).equals(dark));
    }
  }

  private static String ground(Page page) {
    return String.valueOf(
        Optional.ofNullable(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
            .orElseThrow());
  }
}
