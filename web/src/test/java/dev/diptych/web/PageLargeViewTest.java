package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import dev.diptych.scenes.DemoCorpus;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One result, large. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageLargeViewTest {

  private static final String ADDRESS = "/?q=" + DemoCorpus.QUERY.replace(' ', '+');

  private final SceneServer server;
  private final Browser browser;

  PageLargeViewTest(SceneServer server, Browser browser) {
    this.server = server;
    this.browser = browser;
  }

  private static String place(Page page) {
    return page.locator("#details .where").innerText();
  }

  private static double zoom(Page page) {
    return ((Number)
            Objects.requireNonNull(
                page.evaluate(
                    "() => new DOMMatrix(getComputedStyle(document.querySelector('.content')).transform).a")))
        .doubleValue();
  }

  @Test
  void view_walkedZoomedAndClosed_addressFollows() {
    try (Visit visit = Visit.desktop(browser, server.address()).open(ADDRESS).settle()) {
      Page page = visit.page();
      visit.cards().first().locator(".open").click();
      page.locator("#details[open]").waitFor();
      assertThat(place(page)).isEqualTo("1 of 24");
      assertThat(page.url()).contains("show=");
      page.keyboard().press("ArrowRight");
      page.waitForCondition(() -> place(page).equals("2 of 24"));
      page.keyboard().press("+");
      page.waitForCondition(() -> zoom(page) > 1.2);
      page.keyboard().press("0");
      page.waitForCondition(() -> zoom(page) < 1.01);
      for (int i = 0; i < 12; i++) {
        page.keyboard().press("Tab");
        assertThat(
                page.evaluate(
                    "() => document.activeElement.closest('#details') !== null || document.activeElement === document.body"))
            .isEqualTo(true);
      }
      page.goBack();
      page.waitForCondition(() -> page.locator("#details[open]").count() == 0);
      assertThat(page.url()).doesNotContain("show=");
      assertThat(visit.cards().count()).isEqualTo(24);
      page.goForward();
      page.locator("#details[open]").waitFor();
      String shared = page.url();
      page.keyboard().press("Escape");
      page.waitForCondition(() -> !page.url().contains("show="));
      visit.open(shared.substring(shared.indexOf("/?")));
      page.locator("#details[open]").waitFor();
      assertThat(place(page)).isEqualTo("2 of 24");
    }
  }

  @Test
  void words_pointedAtOrPressed_heatLiesOverThePicture() {
    try (Visit visit = Visit.desktop(browser, server.address()).open(ADDRESS).settle()) {
      Page page = visit.page();
      visit.cards().first().locator(".open").click();
      page.locator(".why button").first().click();
      Locator word = page.locator(".place").first();
      word.hover();
      assertThat(page.locator(".heat").isVisible()).isTrue();
      assertThat(page.locator(".heat").boundingBox())
          .usingRecursiveComparison()
          .isEqualTo(page.locator(".frame .full").boundingBox());
      word.click();
      assertThat(word.getAttribute("aria-pressed")).isEqualTo("true");
      page.keyboard().press("ArrowRight");
      page.waitForCondition(() -> place(page).equals("2 of 24"));
      page.locator(".place").first().waitFor();
    }
  }

  @Test
  void view_actions_downloadFolderAndPath() {
    try (Visit visit = Visit.desktop(browser, server.address()).open(ADDRESS).settle()) {
      Page page = visit.page();
      visit.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      visit.cards().first().locator(".open").click();
      String path = page.locator("#details .path").first().innerText();
      Download download = page.waitForDownload(() -> page.getByText("Download").click());
      assertThat(path).endsWith(download.suggestedFilename());
      page.getByText("Copy path").click();
      page.getByText("Copied.").waitFor();
      assertThat(page.evaluate("() => navigator.clipboard.readText()")).isEqualTo(path);
      page.getByText("Search this folder").click();
      page.waitForCondition(() -> page.locator(".chip.on").count() == 1);
      assertThat(page.locator(".chip.on").innerText()).startsWith("folder:/");
    }
  }

  @Test
  void lookAlikes_behindACount_openFromThere() {
    try (Visit visit = Visit.desktop(browser, server.address())) {
      Page page = visit.page();
      page.route("**/api/v1/search?*", PageLargeViewTest::foldTwo);
      visit.open(ADDRESS).settle();
      page.locator(".card .copies.alike").first().click();
      page.locator("#details .alikes summary").click();
      assertThat(page.locator("#details .alikes summary").innerText()).isEqualTo("+2 alike");
      String first = page.locator("#details").getAttribute("aria-label");
      page.locator(".alike-one").last().click();
      page.waitForCondition(
          () -> !first.equals(page.locator("#details").getAttribute("aria-label")));
      assertThat(page.locator("#details dl").innerText()).contains("File");
    }
  }

  /** The server's answer, two pictures of it standing behind the first. */
  private static void foldTwo(Route route) {
    ObjectNode answer = (ObjectNode) JsonMapper.shared().readTree(route.fetch().text());
    ArrayNode hits = (ArrayNode) answer.get("hits");
    ObjectNode alike = (ObjectNode) hits.get(0).get("lookalikes");
    alike.put("count", 2).putArray("ids").add(hits.get(1).get("id")).add(hits.get(2).get("id"));
    hits.remove(2);
    route.fulfill(
        new Route.FulfillOptions()
            .setContentType("application/json")
            .setBody(JsonMapper.shared().writeValueAsString(answer)));
  }

  @Test
  void phone_swiped_nextAndPrevious() {
    try (Visit visit = Visit.phone(browser, server.address()).open(ADDRESS).settle()) {
      Page page = visit.page();
      visit.cards().first().locator(".open").tap();
      page.locator("#details[open]").waitFor();
      swipe(page, 300, 80);
      page.waitForCondition(() -> place(page).equals("2 of 24"));
      swipe(page, 80, 300);
      page.waitForCondition(() -> place(page).equals("1 of 24"));
      assertThat(visit.scrollsSideways()).isFalse();
      visit.screenshot("large-phone");
    }
  }

  @Test
  void phone_twoFingersApartAndTogether_zoomsInAndOutAndStays() {
    try (Visit visit = Visit.phone(browser, server.address()).open(ADDRESS).settle()) {
      Page page = visit.page();
      visit.cards().first().locator(".open").tap();
      page.locator("#details[open]").waitFor();
      BoundingBox picture = page.locator(".frame .full").boundingBox();
      double x = picture.x + picture.width / 2;
      double y = picture.y + picture.height / 2;
      CDPSession session = visit.context().newCDPSession(page);

      pinch(session, x, y, 20, 120);
      page.waitForCondition(() -> zoom(page) > 1.8);
      pinch(session, x, y, 120, 20);
      page.waitForCondition(() -> zoom(page) < 1.05);
      assertThat(place(page)).as("a pinch is no swipe").isEqualTo("1 of 24");
      assertThat(String.valueOf(page.evaluate("() => visualViewport.scale === 1")))
          .as("whether the page itself is not zoomed")
          .isEqualTo("true");
      swipe(page, 300, 80);
      page.waitForCondition(() -> place(page).equals("2 of 24"));
    }
  }

  /** Two fingers, as the touch screen reports them, from one distance of a place to another. */
  private static void pinch(CDPSession session, double x, double y, double from, double to) {
    touch(session, "touchStart", x, y, from);
    for (int step = 1; step <= 5; step++) {
      touch(session, "touchMove", x, y, from + (to - from) * step / 5);
    }
    JsonObject end = new JsonObject();
    end.addProperty("type", "touchEnd");
    end.add("touchPoints", new JsonArray());
    session.send("Input.dispatchTouchEvent", end);
  }

  private static void touch(CDPSession session, String type, double x, double y, double apart) {
    JsonArray points = new JsonArray();
    for (int finger = 0; finger < 2; finger++) {
      JsonObject point = new JsonObject();
      point.addProperty("id", finger);
      point.addProperty("x", finger == 0 ? x - apart : x + apart);
      point.addProperty("y", y);
      points.add(point);
    }
    JsonObject event = new JsonObject();
    event.addProperty("type", type);
    event.add("touchPoints", points);
    session.send("Input.dispatchTouchEvent", event);
  }

  private static void swipe(Page page, int from, int to) {
    page.evaluate(
        """
        ([from, to]) => {
          const stage = document.querySelector('.viewer');
          const send = (name, x) => stage.dispatchEvent(new PointerEvent(name,
            { pointerId: 7, pointerType: 'touch', clientX: x, clientY: 200, bubbles: true, cancelable: true }));
          send('pointerdown', from);
          send('pointermove', (from + to) / 2);
          send('pointerup', to);
        }
        """,
        List.of(from, to));
  }
}
