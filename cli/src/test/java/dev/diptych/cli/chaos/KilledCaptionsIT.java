package dev.diptych.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ContentHash;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.testkit.StrangeServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A run that is killed while captions are written. The captioner is a server of this test, so that
 * it is known how far the run has come when it is killed.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no kill -9 there")
final class KilledCaptionsIT {

  private static final int PICTURES = 24;

  /** What the first run is allowed to do, and what the program does side by side. */
  private static final int BATCH = 8;

  private static final Pattern KEPT = Pattern.compile("captions of (\\d+) pictures: (\\d+) kept");

  /**
   * One scene in slightly other colours each time: a caption that is true of one is true of all.
   */
  private static final SceneEvaluation DRAWN = SceneEvaluation.drawFresh(1, 77);

  private final CountDownLatch over = new CountDownLatch(1);

  /** What was sent, a hash of each. */
  private final List<String> sent = Collections.synchronizedList(new ArrayList<>());

  @TempDir private Path temp;
  private StrangeServer captioner;

  @BeforeEach
  void start() throws IOException {
    captioner = new StrangeServer();
  }

  @AfterEach
  void stop() {
    over.countDown();
    captioner.close();
  }

  @Test
  void caption_killed_whatWasCommittedStaysAndTheNextRunDoesTheRest() throws Exception {
    Path folder = draw(temp.toRealPath().resolve("pictures"));
    Program diptych = new Program(temp.toRealPath());
    String[] caption = {
      "index", folder.toString(), "--caption=1", "--captioner", captioner.at("/v1#m")
    };
    diptych.run("index", folder.toString()).expect(0);

    answering(Integer.MAX_VALUE, new CountDownLatch(1));
    int kept = kept(diptych.run(with(caption, "--caption-budget", "" + BATCH)).expect(0), BATCH);
    assertThat(kept).as("captions that fit").isPositive();
    Map<String, List<String>> committed = captions(diptych);
    assertThat(committed).hasSize(kept);
    List<String> first = taken();
    assertThat(first).hasSize(BATCH).doesNotHaveDuplicates();

    // One batch is written and not committed, the next is on its way.
    CountDownLatch stuck = new CountDownLatch(1);
    answering(BATCH, stuck);
    Process run = diptych.start("killed", caption);
    assertThat(stuck.await(120, TimeUnit.SECONDS))
        .as(() -> diptych.log("killed", "err").toString())
        .isTrue();
    run.destroyForcibly().waitFor();
    assertThat(taken()).doesNotContainAnyElementsOf(first);
    diptych.run("verify").expect(0);
    assertThat(captions(diptych)).isEqualTo(committed);

    answering(Integer.MAX_VALUE, new CountDownLatch(1));
    Program.Ended rest = diptych.run(caption).expect(0);
    assertThat(rest.out()).contains("seen 24 = indexed 0 + reused 24 + removed 0 + skipped 0");
    int keptOfTheRest = kept(rest, PICTURES - BATCH);
    assertThat(taken())
        .hasSize(PICTURES - BATCH)
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(first);
    diptych.run("verify").expect(0);
    assertThat(captions(diptych)).hasSize(kept + keptOfTheRest).containsAllEntriesOf(committed);

    diptych.run(caption).expect(0);
    assertThat(taken()).as("nothing is left to be done").isEmpty();
  }

  private static Path draw(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < PICTURES; i++) {
      byte[] png = SceneRenderer.renderPng(DRAWN.pictures().getFirst().scene(), 128, i);
      Files.write(folder.resolve("picture%s.png".formatted(10 + i)), png);
    }
    return folder;
  }

  private static String[] with(String[] command, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** From now on so many requests are answered; those after them wait for the end of the test. */
  private void answering(int most, CountDownLatch stuck) {
    String caption = DRAWN.captions().getFirst().text();
    byte[] answer =
        "{\"choices\":[{\"message\":{\"content\":\"%s\"}}]}"
            .formatted(caption)
            .getBytes(StandardCharsets.UTF_8);
    CountDownLatch left = new CountDownLatch(most);
    captioner.on(
        "/v1/chat/completions",
        exchange -> {
          boolean answers;
          synchronized (left) {
            answers = left.getCount() > 0;
            left.countDown();
          }
          String hash = ContentHash.of(exchange.getRequestBody().readAllBytes());
          if (answers) {
            sent.add(hash);
            StrangeServer.bytes(answer).to(exchange);
          } else {
            stuck.countDown();
            awaitEnd();
          }
        });
  }

  private void awaitEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@return what was sent and answered since this was asked before} */
  private List<String> taken() {
    List<String> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  private static int kept(Program.Ended run, int pictures) {
    Matcher said = KEPT.matcher(run.err());
    assertThat(said.find()).as(run.err()).isTrue();
    assertThat(Integer.parseInt(said.group(1))).isEqualTo(pictures);
    return Integer.parseInt(said.group(2));
  }

  /** {@return the written captions of each picture that has some; never more than the one asked} */
  private static Map<String, List<String>> captions(Program diptych) {
    Map<String, List<String>> captions = new HashMap<>();
    JsonNode answer =
        diptych.json(
            "search",
            DRAWN.captions().getFirst().text(),
            "--json",
            "--rerank",
            "off",
            "--limit",
            "100",
            "--lookalikes",
            "show");
    assertThat(answer.get("hits").size()).isEqualTo(PICTURES);
    for (JsonNode hit : answer.get("hits")) {
      List<String> texts = new ArrayList<>();
      hit.get("generatedTexts").forEach(each -> texts.add(each.get("text").asString()));
      assertThat(texts).as("captions of %s", hit.get("path")).hasSizeLessThanOrEqualTo(1);
      if (!texts.isEmpty()) {
        captions.put(hit.get("path").asString(), texts);
      }
    }
    return captions;
  }
}
