package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import dev.diptych.scenes.DemoCorpus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Conditions, order and further pages on the page. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageRefineTest {

  private final Visit visit;

  PageRefineTest(SceneServer server, Browser browser) {
    this.visit = Visit.desktop(browser, server.address());
  }

  @BeforeEach
  void search() {
    visit.open("/");
    visit.search(DemoCorpus.QUERY);
  }

  @AfterEach
  void close() {
    visit.close();
  }

  @Test
  void facet_chosen_narrowsTheSearchAndCanBeDropped() {
    Page page = visit.page();
    page.locator(".facets summary").click();
    visit.screenshot("facets-desktop");
    page.locator(".facet[aria-label=Format] .chip").first().click();
    visit.settle();

    assertThat(page.url()).contains("filter=format");
    assertThat(page.locator(".chip.on").innerText()).isEqualTo("format:png");
    assertThat(page.locator("#refine .row").first().innerText()).contains("600 items of 600 pass");
    assertThat(visit.requests()).anyMatch(url -> url.contains("filter=format%3Apng"));

    page.goBack();
    visit.settle();
    assertThat(page.locator(".chip.on").count()).isZero();
    page.goForward();
    page.locator(".chip.on .turn").click();
    page.waitForCondition(() -> page.url().contains("filter=-format"));
    visit.settle();
    assertThat(page.locator(".state").innerText()).contains("Nothing found");
    page.locator(".state .go").click();
    page.waitForCondition(() -> page.locator(".chip.on").count() == 0);
    assertThat(page.url()).doesNotContain("filter=");
  }

  @Test
  void order_byName_sortsTheRelevantOnesAlone() {
    Page page = visit.page();
    int all = visit.cards().count();
    page.locator(".sort select").selectOption("name");
    page.waitForCondition(() -> page.url().contains("sort=name"));
    visit.settle();
    page.waitForCondition(() -> visit.cards().count() < all);

    List<String> names = visit.names("#results .open");
    assertThat(names).isNotEmpty().isSorted();
  }
}
