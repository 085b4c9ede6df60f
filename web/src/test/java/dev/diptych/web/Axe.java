package dev.diptych.web;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What axe-core finds against WCAG 2.2 A and AA. Its script is put into a page once. */
final class Axe {

  private static final String SCRIPT = script();

  private static final String RUN =
      """
      async (only) => {
        const found = await axe.run(document, {
          runOnly: only
            ? { type: 'rule', values: [only] }
            : { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
          resultTypes: ['violations'],
        });
        return found.violations.map((rule) =>
          rule.id + ': ' + rule.nodes[0].html.slice(0, 300) + ' (' + rule.nodes.length + ' places)');
      }
      """;

  private Axe() {}

  /** {@return each violation with its first place on the page} */
  static List<?> violations(Page page) {
    return run(page, null);
  }

  /** {@return those of contrast alone, which is all that other colours change} */
  static List<?> contrast(Page page) {
    return run(page, "color-contrast");
  }

  private static List<?> run(Page page, @Nullable String rule) {
    // What still moves has colours between two.
    page.waitForFunction(
        "() => document.getAnimations().every((a) => a.playState !== 'running'"
            + " || a.effect.getComputedTiming().iterations === Infinity)");
    if (!Boolean.TRUE.equals(page.evaluate("() => 'axe' in window"))) {
      page.evaluate(SCRIPT);
    }
    return (List<?>) Objects.requireNonNull(page.evaluate(RUN, rule));
  }

  private static String script() {
    try (InputStream in = AxeBuilder.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
