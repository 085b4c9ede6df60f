package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.ModelsAnswer;
import dev.diptych.library.RootUpdates;
import dev.diptych.library.SpecChoice;
import dev.diptych.scenes.DemoCorpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Indexing by request, from the page and past it. */
@ExtendWith({ChromiumResolver.class, SceneServerResolver.class})
final class PageJobsTest {

  private static final String JOBS = "/api/v1/jobs";

  private final SceneServer scenes;
  private final Browser browser;

  @TempDir private Path folder;

  PageJobsTest(SceneServer scenes, Browser browser) {
    this.scenes = scenes;
    this.browser = browser;
  }

  private Path picture(int n, Path to) throws IOException {
    Files.createDirectories(to);
    DemoCorpus.Picture picture = scenes.corpus().pictures().get(n);
    return Files.copy(scenes.file(picture), to.resolve(picture.name()));
  }

  @Test
  void jobs_fromThePageAndPastIt_onlyBelowTheRoots() throws Exception {
    Path root = folder.resolve("pictures");
    picture(0, root);
    Path outside = picture(1, folder.resolve("secret"));
    try (Diptych diptych = Diptych.open(folder.resolve("home"))) {
      DiptychIndex index = diptych.index(folder.resolve("index"));
      index.makeIfMissing(SpecChoice.DEFAULT);
      picture(2, root.resolve("new"));
      Files.writeString(root.resolve("broken.png"), "\u0089PNG\r\n\u001a\n no picture");
      Files.createSymbolicLink(root.resolve("way-out"), outside.getParent());
      WebExtras extras =
          new WebExtras(
              () -> ModelsAnswer.of(diptych.models(), index.fingerprints()),
              Optional.of(new RootUpdates(index, List.of(root, manyPictures()))));
      try (WebServer server =
              WebServer.start(index.engine(), WebOptions.DEFAULT.withPort(0), extras);
          ApiClient api = new ApiClient(server.address())) {
        for (Path wrong : List.of(outside, root.resolve("way-out"), root.resolve("../secret"))) {
          assertThat(start(api, wrong).status()).as("%s", wrong).isEqualTo(400);
        }
        assertThat(start(api, root.resolve("nothing-here")).status()).isEqualTo(404);
        assertThat(start(api, root, "Origin", "http://evil.example").status()).isEqualTo(403);
        assertThat(api.post(JOBS, "text/plain", new byte[] {'{', '}'}).status()).isEqualTo(415);
        assertThat(api.get(JOBS).json().get("job").isNull()).isTrue();
        assertThat(api.method("DELETE", JOBS).status()).isEqualTo(200);

        try (Events events = Events.open(server.address())) {
          assertThat(Objects.requireNonNull(events.next()).get("job").isNull()).isTrue();
          fromThePage(server);
          assertThat(skippedUntilTheEnd(events)).hasSize(1).first().asString().contains("broken");
        }

        JsonNode job = api.get(JOBS).json().get("job");
        assertThat(job.get("running").booleanValue()).isFalse();
        assertThat(job.get("report").get("indexed").intValue()).isEqualTo(2);
        assertThat(job.get("skipped").toString()).contains("broken.png").contains("damaged");
        withoutEvents(server);
        assertThat(start(api, manyPictures()).status()).isEqualTo(202);
        start(api, root).assertProblem(503, "LOCKED");
        assertThat(api.method("DELETE", JOBS).status()).isEqualTo(200);
        JsonNode ended = whenEnded(api);
        assertThat(ended.get("stopped").booleanValue()).isTrue();
        assertThat(ended.get("error").isNull()).isTrue();
        JsonNode model = api.get("/api/v1/models").json().get("models").get(0);
        assertThat(model.get("inUse").booleanValue()).isTrue();
        assertThat(model.get("capabilities").toString()).contains("recall", "rerank", "caption");
      }
    }
  }

  private Path manyPictures() {
    return Objects.requireNonNull(scenes.file(scenes.corpus().pictures().getFirst()).getParent());
  }

  /** {@return what each event adds to what the first update skipped} */
  private static List<JsonNode> skippedUntilTheEnd(Events events) throws IOException {
    List<JsonNode> skipped = new ArrayList<>();
    JsonNode job;
    do {
      job = Objects.requireNonNull(events.next()).get("job");
      assertThat(job.get("number").intValue()).isEqualTo(1);
      job.get("skipped").forEach(skipped::add);
    } while (job.get("running").booleanValue());
    return skipped;
  }

  private static JsonNode whenEnded(ApiClient api) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    JsonNode job = api.get(JOBS).json().get("job");
    while (job.get("running").booleanValue()) {
      assertThat(System.nanoTime()).as("waited too long: %s", job).isLessThan(end);
      job = api.get(JOBS).json().get("job");
    }
    return job;
  }

  private static Answer start(ApiClient api, Path path, String... headers) {
    String body = "{\"paths\": [\"%s\"]}".formatted(path);
    return api.post(JOBS, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
  }

  private void fromThePage(WebServer server) {
    try (Visit visit = Visit.desktop(browser, server.address()).open("/?view=index")) {
      Page page = visit.page();
      page.getByText("The index is empty").waitFor();
      page.locator(".roots input").nth(1).uncheck();
      page.getByText("Index now").click();
      page.getByText("The index is up to date").first().waitFor();
      page.waitForCondition(() -> page.locator("#serving").innerText().contains("2 pictures"));
      assertThat(page.getByText("The index is empty").count()).isZero();
      page.locator(".skipped summary").click();
      assertThat(page.locator(".skipped tbody").innerText()).contains("broken.png");
      page.getByText("Models").first().click();
      page.locator(".models li.used").waitFor();
      assertThat(page.locator(".models li.used").innerText())
          .contains("scenes-blip", "in use", "writes captions");
      page.goBack();
      page.getByText("Index now").waitFor();
      assertThat(visit.requests()).anyMatch(url -> url.endsWith("/jobs/events"));
    }
  }

  /** A proxy may swallow events; the page asks then. */
  private void withoutEvents(WebServer server) {
    try (Visit visit = Visit.desktop(browser, server.address()).expectFailures()) {
      Page page = visit.page();
      page.route("**/jobs/events", Route::abort);
      visit.open("/?view=index");
      page.locator(".roots input").nth(1).uncheck();
      page.getByText("Index now").click();
      page.waitForCondition(() -> page.locator(".counts dd").nth(2).innerText().equals("2"));
    }
  }

  @Test
  void jobs_serverWithoutRoots_offAndSaid() {
    try (ApiClient api = new ApiClient(scenes.address());
        Visit visit = Visit.desktop(browser, scenes.address()).open("/?view=index")) {
      assertThat(api.get(JOBS).json().get("allowed").booleanValue()).isFalse();
      Answer answer = start(api, folder);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.json().get("code").stringValue()).isEqualTo("INDEXING_IS_OFF");
      visit.page().getByText("diptych serve --roots").waitFor();
    }
  }

  @Test
  void audit_onThePage_listsCaptionsThatDoNotFit() {
    try (Visit visit = Visit.desktop(browser, scenes.address()).open("/?view=audit")) {
      Page page = visit.page();
      page.waitForCondition(
          () -> page.locator("#desk").innerText().contains("captions of"),
          new Page.WaitForConditionOptions().setTimeout(60_000));
      assertThat(page.locator("#desk").innerText()).contains("captions of").contains("not fit");
    }
  }
}
