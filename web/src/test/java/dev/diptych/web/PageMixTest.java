package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Queries of several parts, and filters by time and place. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageMixTest {

  private final SceneServer server;
  private final Browser browser;

  PageMixTest(SceneServer server, Browser browser) {
    this.server = server;
    this.browser = browser;
  }

  private static Locator weightOf(Page page, int chip) {
    return page.locator(".asked-picture").nth(chip).locator("select");
  }

  @Test
  void results_joinedToWords_weighedTurnedRoundAndKeptByTheAddress() {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/?q=a+green+star").settle()) {
      Page page = visit.page();
      visit.cards().nth(1).locator(".open").click();
      page.getByText("Add to the search").click();
      page.waitForCondition(() -> page.locator(".asked-picture").count() == 1);
      visit.settle();
      visit.cards().first().locator(".open").click();
      page.locator("#details dl").getByText("Of the search").waitFor();
      page.locator("#details").getByText("Less like this").click();
      page.waitForCondition(() -> page.locator(".asked-picture.unwanted").count() == 1);
      visit.settle();
      weightOf(page, 0).selectOption("0.5");
      page.waitForCondition(() -> page.url().contains("%5E0.5%2C-"));
      visit.settle();
      page.locator(".asked-words select").selectOption("2");
      page.waitForCondition(() -> page.url().contains("qweight=2"));
      visit.settle();
      List<String> results = visit.names("#results .open");
      assertThat(page.locator(".count").innerText())
          .contains("\u201ca green star\u201d + ", ", less like");

      page.reload();
      visit.settle();
      assertThat(visit.names("#results .open")).isEqualTo(results);
      assertThat(weightOf(page, 0).inputValue()).isEqualTo("0.5");
      assertThat(weightOf(page, 1).inputValue()).isEqualTo("-1");
      page.setViewportSize(Visit.PHONE, 800);
      assertThat(visit.scrollsSideways()).isFalse();
      page.setViewportSize(Visit.DESKTOP, 800);
      page.locator(".asked-picture .remove").first().click();
      page.waitForCondition(() -> page.locator(".asked-picture").count() == 1);
      page.goBack();
      page.waitForCondition(() -> page.locator(".asked-picture").count() == 2);
    }
  }

  @Test
  void picturesOfOnesOwn_withWords_searchedTogetherAndSaidNotToBeInTheAddress() throws Exception {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/")) {
      Page page = visit.page();
      Path[] files = {
        server.file(server.captioned().get(0)), server.file(server.captioned().get(1))
      };
      page.setInputFiles("#file", files[0]);
      visit.settle();
      page.waitForFileChooser(() -> page.getByText("Add a picture").click()).setFiles(files[1]);
      page.waitForCondition(() -> page.locator(".asked-picture").count() == 2);
      visit.settle();
      drop(page, files[0], 1200);
      page.waitForCondition(() -> page.locator(".asked-picture").count() == 3);
      visit.settle();
      visit.search("on a dark ground");
      assertThat(page.locator(".asked-picture").count()).isEqualTo(3);
      assertThat(page.locator(".unshared").innerText()).contains("address cannot hold");
      assertThat(visit.cards().count()).isPositive();
      assertThat(visit.requests()).anyMatch(url -> url.endsWith("/api/v1/search"));
      drop(page, files[1], 100);
      page.waitForCondition(() -> page.locator(".asked-picture").count() == 1);
      assertThat(page.inputValue("#words")).isEmpty();
    }
  }

  /**
   * Drops a picture on the left half of the window, to search with it alone, or the right, to add
   * it.
   */
  private static void drop(Page page, Path file, int x) throws IOException {
    page.evaluate(
        """
        async ([bytes, x]) => {
          const data = new DataTransfer();
          const raw = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
          data.items.add(new File([raw], "dropped.png", { type: "image/png" }));
          for (const name of ["dragenter", "dragover", "drop"]) {
            document.body.dispatchEvent(new DragEvent(name,
              { bubbles: true, cancelable: true, dataTransfer: data, clientX: x, clientY: 300 }));
          }
        }
        """,
        List.of(Base64.getEncoder().encodeToString(Files.readAllBytes(file)), x));
  }

  @Test
  void facets_timesAndPlaces_barsAndListNarrowTheSearch() {
    try (Visit visit = Visit.desktop(browser, server.address())) {
      Page page = visit.page();
      page.route("**/api/v1/search?*", PageMixTest::addFacets);
      visit.open("/?q=a+green+star").settle();
      page.keyboard().press("f");
      assertThat(page.locator(".times .column").count()).isEqualTo(4);
      assertThat(page.locator(".times .column").nth(1).isDisabled()).isTrue();
      page.locator(".times .column").last().click();
      page.waitForCondition(() -> page.url().contains("taken%3A2024"));
      visit.settle();
      page.locator(".facet[aria-label=Place] .leave").first().click();
      page.waitForCondition(() -> page.url().contains("-place"));
      visit.settle();
      assertThat(page.locator(".chip.on").allInnerTexts())
          .containsExactly("taken:2024", "-place:\"Zürich, CH\"");
    }
  }

  /** The server's answer with facets that drawn scenes do not have. */
  private static void addFacets(Route route) {
    ObjectNode answer = (ObjectNode) JsonMapper.shared().readTree(route.fetch().text());
    if (answer.at("/listing/facets") instanceof ObjectNode facets) {
      facets.set("year", counts("2024", 7, "2023", 2, "2021", 3));
      facets.set("month", counts("2024-06", 7));
      facets.set("place", counts("Zürich, CH", 5, "Paris, FR", 1));
    }
    route.fulfill(
        new Route.FulfillOptions()
            .setContentType("application/json")
            .setBody(JsonMapper.shared().writeValueAsString(answer)));
  }

  private static JsonNode counts(Object... valuesAndCounts) {
    var counts = JsonMapper.shared().createArrayNode();
    for (int i = 0; i < valuesAndCounts.length; i += 2) {
      counts
          .addObject()
          .put("value", String.valueOf(valuesAndCounts[i]))
          .put("count", (Integer) valuesAndCounts[i + 1]);
    }
    return counts;
  }
}
