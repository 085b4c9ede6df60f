package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The files of the page: how many bytes a first visit takes, how they are kept, and their words.
 */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageAssetsTest {

  private static final int MOST_BYTES = 200_000;

  private static final Path PAGE = Path.of("src/main/resources/dev/diptych/web/page");

  private static final Pattern KEY = Pattern.compile("(?m)^  \"([^\"]+)\":");

  /** A key wherever it is written whole: {@code t("...")}, a choice of two, or in the markup. */
  private static final Pattern USED =
      Pattern.compile("(?:\\bt|parts)\\(\\s*\"([^\"]+)\"|data-t[a-z-]*=\"([^\"]+)\"");

  private final SceneServer server;
  private final Browser browser;

  PageAssetsTest(SceneServer server, Browser browser) {
    this.server = server;
    this.browser = browser;
  }

  @Test
  void start_allAssets_areSmallAndRevalidated() {
    try (Visit visit = Visit.desktop(browser, server.address());
        ApiClient api = new ApiClient(server.address())) {
      Map<String, Integer> sizes = new TreeMap<>();
      visit
          .page()
          .onResponse(
              response -> {
                String path = response.url().substring(server.address().toString().length() - 1);
                if (!path.startsWith("/api/")) {
                  sizes.put(path, response.body().length);
                }
              });
      visit.open("/");
      visit.page().locator(".examples .chip").first().waitFor();
      assertThat(sizes).containsKeys("/", "/app.js", "/lang/en.js", "/style/base.css");
      assertThat(sizes.keySet()).noneMatch(path -> path.contains("vendor"));
      assertThat(sizes.values().stream().mapToInt(Integer::intValue).sum())
          .as("bytes of the first visit, uncompressed: %s", sizes)
          .isLessThanOrEqualTo(MOST_BYTES);
      Answer asset = api.get("/app.js");
      assertThat(asset.header("ETag")).isNotBlank();
      assertThat(api.get("/app.js", "If-None-Match", asset.header("ETag")).status()).isEqualTo(304);
    }
  }

  @Test
  void languages_all_haveTheSameWords() {
    Set<String> english = keys("en");
    assertThat(english).hasSizeGreaterThan(100);
    for (Path file : files(PAGE.resolve("lang"))) {
      String language = file.getFileName().toString().replace(".js", "");
      assertThat(keys(language)).as(language).isEqualTo(english);
    }
  }

  @Test
  void words_usedOnThePage_areInTheLanguageFiles() {
    Set<String> english = keys("en");
    List<Path> sources = new ArrayList<>(files(PAGE));
    for (Path file : sources) {
      Set<String> used = new TreeSet<>();
      USED.matcher(text(file)).results().map(PageAssetsTest::either).forEach(used::add);
      assertThat(english).as(file.toString()).containsAll(used);
    }
  }

  private static String either(MatchResult match) {
    return match.group(1) == null ? match.group(2) : match.group(1);
  }

  private static Set<String> keys(String language) {
    Set<String> keys = new TreeSet<>();
    KEY.matcher(text(PAGE.resolve("lang/%s.js".formatted(language))))
        .results()
        .forEach(match -> assertThat(keys.add(match.group(1))).as(match.group(1)).isTrue());
    return keys;
  }

  private static List<Path> files(Path folder) {
    try (var files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
