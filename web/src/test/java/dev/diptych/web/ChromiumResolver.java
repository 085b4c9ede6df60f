package dev.diptych.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one headless Chromium of this JVM, which is kept open to its end, whatever runs
 * classes come in: the one that {@code DIPTYCH_CHROMIUM} names, or the first on the path. Without
 * one the test is skipped with a sentence; where {@code DIPTYCH_REQUIRE_BROWSER=1} or {@code
 * CI=true} is set, it fails instead.
 */
final class ChromiumResolver implements ExecutionCondition, ParameterResolver {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

  private static final String NONE =
      "no Chromium found; install one (Debian: apt-get install chromium) or name it in DIPTYCH_CHROMIUM";

  private record Shared(Playwright playwright, Browser browser) implements AutoCloseable {

    static Shared open(Path executable) {
      // The driver must not fetch browsers of its own: tests use the network of this machine only.
      Playwright playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      Browser browser =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(executable)
                      .setArgs(
                          List.of(
                              "--no-sandbox",
                              "--no-proxy-server",
                              "--disable-background-networking",
                              "--disable-component-update",
                              "--disable-sync",
                              "--no-first-run")));
      return new Shared(playwright, browser);
    }

    @Override
    public void close() {
      browser.close();
      playwright.close();
    }
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean skip = find().isEmpty() && !isRequired();
    return skip
        ? ConditionEvaluationResult.disabled("The page was not tested in a browser: " + NONE)
        : ConditionEvaluationResult.enabled("there is a Chromium, or there must be one");
  }

  private static boolean isRequired() {
    return "1".equals(System.getenv("DIPTYCH_REQUIRE_BROWSER"))
        || "true".equals(System.getenv("CI"));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Browser.class;
  }

  @Override
  public Browser resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Path found =
        find().orElseThrow(() -> new ParameterResolutionException("This run needs one: " + NONE));
    return KeptOpen.get(Shared.class, () -> Shared.open(found)).browser();
  }

  private static Optional<Path> find() {
    String named = System.getenv("DIPTYCH_CHROMIUM");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
