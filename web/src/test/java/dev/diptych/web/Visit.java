package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One visit of the page in a tab of its own, and a record of what it did. Closing it checks that
 * nothing was asked of any other machine and that nothing went wrong unannounced. Visits of one
 * kind share what the browser keeps, so that files of the page are loaded once.
 */
final class Visit implements AutoCloseable {

  static final int DESKTOP = 1280;
  static final int PHONE = 390;

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  /**
   * Whether results are there and none is on its way, from the server or to another place. Asked in
   * one piece, since the page goes on between two questions.
   */
  private static final String SETTLED =
      """
      () => {
        const results = document.querySelector("#results");
        return results !== null && !results.hasAttribute("aria-busy")
          && results.querySelector(".card, .tile, .state") !== null
          && [...results.querySelectorAll(".card")].every((card) => card.getAnimations().length === 0);
      }
      """;

  /** Kept as long as the browser, by what was asked of it. */
  private static final Map<String, BrowserContext> SHARED = new HashMap<>();

  private final BrowserContext context;
  private final boolean alone;
  private final Page page;
  private final URI base;
  private final List<String> requests = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private boolean failuresExpected;

  private Visit(BrowserContext context, boolean alone, URI base) {
    this.context = context;
    this.alone = alone;
    this.page = context.newPage();
    this.base = base;
    page.onRequest(request -> requests.add(request.url()));
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onDialog(
        dialog -> {
          complaints.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.setDefaultTimeout(20_000);
  }

  static Visit desktop(Browser browser, URI base) {
    return wide(browser, base, DESKTOP);
  }

  static Visit wide(Browser browser, URI base, int width) {
    return shared(
        browser,
        base,
        "wide " + width,
        new Browser.NewContextOptions().setViewportSize(width, 800));
  }

  static Visit dark(Browser browser, URI base) {
    return shared(
        browser,
        base,
        "dark",
        new Browser.NewContextOptions()
            .setViewportSize(DESKTOP, 800)
            .setColorScheme(ColorScheme.DARK));
  }

  private static Visit shared(
      Browser browser, URI base, String kind, Browser.NewContextOptions options) {
    synchronized (SHARED) {
      return new Visit(
          SHARED.computeIfAbsent(kind, key -> browser.newContext(options)), false, base);
    }
  }

  private static Visit alone(Browser browser, URI base, Browser.NewContextOptions options) {
    return new Visit(browser.newContext(options), true, base);
  }

  static Visit phone(Browser browser, URI base) {
    return shared(
        browser,
        base,
        "phone",
        new Browser.NewContextOptions()
            .setViewportSize(PHONE, 844)
            .setIsMobile(true)
            .setHasTouch(true)
            .setDeviceScaleFactor(2));
  }

  static Visit speaking(Browser browser, URI base, String locale) {
    return alone(
        browser,
        base,
        new Browser.NewContextOptions().setViewportSize(DESKTOP, 800).setLocale(locale));
  }

  /** For controls that lie under what is seen of them. */
  static Locator.CheckOptions forced() {
    return new Locator.CheckOptions().setForce(true);
  }

  static Visit withoutScript(Browser browser, URI base) {
    return alone(browser, base, new Browser.NewContextOptions().setJavaScriptEnabled(false));
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  /** {@return the paths and queries asked of the server so far} */
  List<String> requests() {
    return List.copyOf(requests);
  }

  Visit open(String path) {
    page.navigate(base.resolve(path).toString());
    page.waitForCondition(() -> !page.locator("#serving").innerText().isBlank());
    return this;
  }

  /** Browsers put every 4xx and 5xx on the console; a test that provokes one says so first. */
  Visit expectFailures() {
    failuresExpected = true;
    return this;
  }

  /** Types words and searches. */
  Visit search(String words) {
    page.fill("#words", words);
    page.press("#words", "Enter");
    return settle();
  }

  /** Waits until results are there and nothing is on its way. */
  Visit settle() {
    page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate(SETTLED)));
    return this;
  }

  Locator cards() {
    return page.locator("#results .card");
  }

  /**
   * {@return the file names that a list's pictures come from, in order, as alternative names say}
   */
  List<String> names(String selector) {
    return page.locator(selector).all().stream()
        .map(open -> String.valueOf(open.getAttribute("aria-label")))
        .toList();
  }

  /** {@return whether the page is wider than the window} */
  boolean scrollsSideways() {
    return (Boolean)
        page.evaluate(
            "() => document.documentElement.scrollWidth > document.documentElement.clientWidth");
  }

  void screenshot(String name) {
    // Pictures below the fold load lazily; what is in sight must be there.
    page.waitForFunction(
        "() => [...document.images].filter(i => i.getBoundingClientRect().top < innerHeight && i.offsetParent)"
            + ".every(i => i.complete)");
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  @Override
  public void close() {
    page.close();
    if (alone) {
      context.close();
    }
    assertThat(requests)
        .isNotEmpty()
        .allSatisfy(
            url ->
                assertThat(url)
                    .matches(
                        "(http://127\\.0\\.0\\.1:"
                            + base.getPort()
                            + "/|blob:http://127\\.0\\.0\\.1:).*"));
    assertThat(complaints)
        .filteredOn(text -> !(failuresExpected && text.startsWith("Failed to load resource")))
        .isEmpty();
  }
}
