package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.diptych.scenes.DemoCorpus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Makes the pictures of the page in docs, where {@code -Ddiptych.screenshots=true} asks for them.
 */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageScreenshotsTest {

  private static final Path FOLDER = Path.of("..", "docs", "screenshots");
  private static final String ADDRESS = "/?q=" + DemoCorpus.QUERY.replace(' ', '+');
  private static final long MOST_BYTES = 400_000;

  private final SceneServer server;
  private final Browser browser;

  PageScreenshotsTest(SceneServer server, Browser browser) {
    this.server = server;
    this.browser = browser;
  }

  @Test
  @EnabledIfSystemProperty(
      named = "diptych.screenshots",
      matches = "true",
      disabledReason = "pictures for docs are made only where -Ddiptych.screenshots=true asks")
  void page_everyView_isPictured() throws Exception {
    Files.createDirectories(FOLDER);
    try (Visit visit = Visit.desktop(browser, server.address()).open("/")) {
      Page page = visit.page();
      keep(visit, "start");
      visit.search(DemoCorpus.QUERY);
      page.locator(".facets summary").click();
      page.mouse().move(0, 0);
      keep(visit, "results");
      visit.cards().first().locator(".open").click();
      page.locator(".why button").first().click();
      page.locator(".place").first().waitFor();
      keep(visit, "large-view");
      close(page);
      visit.open(ADDRESS + "&view=side-by-side").settle();
      keep(visit, "side-by-side");
      visit.open(ADDRESS).settle();
      visit.cards().first().locator(".open").click();
      page.locator(".why button").first().click();
      page.locator(".place").first().waitFor();
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      page.setViewportSize(Visit.PHONE, 844);
      keep(visit, "large-view-phone-dark");
      close(page);
      visit.open(ADDRESS).settle();
      keep(visit, "results-phone-dark");
    }
  }

  private static void close(Page page) {
    page.keyboard().press("Escape");
    page.waitForCondition(() -> !page.url().contains("show="));
  }

  private static void keep(Visit visit, String name) throws Exception {
    Path file = FOLDER.resolve(name + ".png");
    visit
        .page()
        .waitForFunction(
            "() => [...document.images].filter((i) => i.getBoundingClientRect().top < innerHeight)"
                + ".every((i) => i.complete) && document.getAnimations().length === 0");
    visit.page().screenshot(new Page.ScreenshotOptions().setPath(file));
    assertThat(Files.size(file)).as(name).isLessThan(MOST_BYTES);
  }
}
