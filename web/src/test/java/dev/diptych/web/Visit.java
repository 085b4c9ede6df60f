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
import java.util.List;

/**
 * One visit of the page in a browser of its own, and a record of what it did. Closing it checks
 * that nothing was asked of any other machine and that nothing went wrong unannounced.
 */
final class Visit implements AutoCloseable {

  static final int DESKTOP = 1280;
  static final int PHONE = 390;

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final BrowserContext context;
  private final Page page;
  private final URI base;
  private final List<String> requests = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private boolean failuresExpected;

  private Visit(BrowserContext context, URI base) {
    this.context = context;
    this.page = context.newPage();
    this.base = base;
    context.onRequest(request -> requests.add(request.url()));
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
    return new Visit(
        browser.newContext(new Browser.NewContextOptions().setViewportSize(width, 800)), base);
  }

  static Visit dark(Browser browser, URI base) {
    return new Visit(
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(DESKTOP, 800)
                .setColorScheme(ColorScheme.DARK)),
        base);
  }

  static Visit phone(Browser browser, URI base) {
    return new Visit(
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(PHONE, 844)
                .setIsMobile(true)
                .setHasTouch(true)
                .setDeviceScaleFactor(2)),
        base);
  }

  static Visit withoutScript(Browser browser, URI base) {
    return new Visit(
        browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false)), base);
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
    page.waitForCondition(
        () ->
            page.locator("#results[aria-busy]").count() == 0
                && page.locator("#results .card, #results .tile, #results .state").count() > 0);
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
    context.close();
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
