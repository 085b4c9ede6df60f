package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page by keyboard alone. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageKeyboardTest {

  private final Visit visit;
  private final Page page;

  PageKeyboardTest(SceneServer server, Browser browser) {
    visit = Visit.desktop(browser, server.address()).open("/");
    page = visit.page();
  }

  @AfterEach
  void close() {
    visit.close();
  }

  private int focusedCard() {
    return ((Number)
            Objects.requireNonNull(
                page.evaluate(
                    "() => [...document.querySelectorAll('.card .open')].indexOf(document.activeElement)")))
        .intValue();
  }

  private boolean wordsFocused() {
    return (Boolean) page.evaluate("() => document.activeElement.id === 'words'");
  }

  @Test
  void slash_anywhere_focusesTheBox() {
    page.keyboard().press("/");
    assertThat(wordsFocused()).isTrue();
    page.keyboard().type("either/or");
    assertThat(page.inputValue("#words")).isEqualTo("either/or");
  }

  @Test
  void arrows_overTheGrid_walkRowsAndColumns() {
    page.keyboard().press("/");
    page.keyboard().type("a red circle");
    page.keyboard().press("Enter");
    visit.settle();
    page.keyboard().press("ArrowDown");
    assertThat(focusedCard()).isZero();
    page.keyboard().press("ArrowRight");
    page.keyboard().press("ArrowRight");
    assertThat(focusedCard()).isEqualTo(2);
    double column = visit.cards().nth(2).boundingBox().x;
    page.keyboard().press("ArrowDown");
    int below = focusedCard();
    assertThat(below).isGreaterThan(3);
    assertThat(Math.abs(visit.cards().nth(below).boundingBox().x - column)).isLessThan(120);
    page.keyboard().press("ArrowUp");
    page.keyboard().press("ArrowLeft");
    assertThat(focusedCard()).isEqualTo(1);
    page.keyboard().press("End");
    assertThat(focusedCard()).isGreaterThanOrEqualTo(23);
    page.keyboard().press("Home");
    assertThat(focusedCard()).isZero();
    page.keyboard().press("ArrowUp");
    assertThat(wordsFocused()).isTrue();
  }

  @Test
  void enter_onACard_largeViewWithAllNumbers() {
    visit.search("a red circle");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");
    page.waitForSelector("#details[open]");
    assertThat(page.locator("#details dl").innerText())
        .contains("Match")
        .contains("calibrated")
        .doesNotContain("uncalibrated")
        .contains("ITM logits")
        .contains("ITC")
        .contains(".png");
    visit.screenshot("details-desktop");
    String first = page.locator("#details").getAttribute("aria-label");
    page.keyboard().press("ArrowRight");
    page.waitForCondition(() -> !first.equals(page.locator("#details").getAttribute("aria-label")));
    page.keyboard().press("Escape");
    page.waitForSelector("#details:not([open])", hidden());
    // The browser gives focus back first, the page then moves it on to the result seen last.
    page.waitForCondition(() -> focusedCard() == 1);
    assertThat(page.locator("#results").isVisible()).isTrue();
  }

  private static Page.WaitForSelectorOptions hidden() {
    return new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED);
  }

  @Test
  void tab_fromACard_reachesItsActionsOnly() {
    visit.search("a red circle");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    page.waitForCondition(() -> page.url().contains("item="));
  }

  @Test
  void escape_withResults_clearsAndFocusesTheBox() {
    visit.search("a red circle");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Escape");
    assertThat(wordsFocused()).isTrue();
    assertThat(page.inputValue("#words")).isEmpty();
    assertThat(page.locator("#results").isHidden()).isTrue();
    assertThat(page.url()).endsWith("/");
  }

  @Test
  void focus_anywhere_isVisible() {
    visit.search("a red circle");
    for (int i = 0; i < 9; i++) {
      page.keyboard().press("Tab");
      Object ring =
          page.evaluate(
              """
              () => {
                const e = document.activeElement;
                const shown = e.matches('input.visually-hidden, .segments input, .switch input')
                  ? e.nextElementSibling ?? e : e;
                const box = e.id === 'words' ? e.closest('.box') : shown;
                return getComputedStyle(box).outlineStyle + ' ' + (e.id || e.className || e.tagName);
              }
              """);
      assertThat(String.valueOf(ring)).startsWith("solid");
    }
  }
}
