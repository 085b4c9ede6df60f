package dev.diptych.library;

import static dev.diptych.testkit.StrangeServer.bytes;
import static dev.diptych.testkit.StrangeServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.Provenance;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.indexer.CaptionBudget;
import dev.diptych.indexer.CaptionEndpoint;
import dev.diptych.indexer.GeneratedCounts;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.testkit.StrangeServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Captions by a model behind an endpoint, judged by the embedded model. */
@Timeout(120)
final class RemoteCaptionerTest {

  private static final int SCENES = 5;
  private static final SceneEvaluation DRAWN = SceneEvaluation.drawFresh(SCENES, 77);
  private static final String PATH = "/v1/chat/completions";

  @TempDir private Path folder;
  private Path pictures;
  private Diptych diptych;
  private DiptychIndex index;
  private StrangeServer server;
  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void open() throws IOException {
    pictures = Files.createDirectory(folder.resolve("pictures"));
    for (int i = 0; i < SCENES; i++) {
      SceneEvaluation.Picture picture = DRAWN.pictures().get(i);
      Files.write(
          pictures.resolve("private-name-%s.png".formatted(i)),
          SceneRenderer.renderPng(picture.scene(), 128, picture.seed()));
    }
    server = new StrangeServer();
    diptych = Diptych.open(folder.resolve("home"));
    index = diptych.index(folder.resolve("index"));
  }

  @AfterEach
  void close() {
    diptych.close();
    server.close();
  }

  private CaptionChoice choice(int count) {
    return CaptionChoice.of(count)
        .withEndpoint(CaptionEndpoint.of(server.at("/v1#llava"), Optional.empty()));
  }

  private IndexingReport update(CaptionChoice choice) {
    return index.update(UpdateRequest.of(List.of(pictures)).withCaptions(choice));
  }

  /** Says this of every picture. */
  private StrangeServer.Reply says(String... lines) {
    return exchange -> {
      bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      bytes(
              "{\"choices\":[{\"message\":{\"content\":\"%s\"}}]}"
                  .formatted(String.join("\\n", lines))
                  .getBytes(StandardCharsets.UTF_8))
          .to(exchange);
    };
  }

  private List<Item> written() {
    List<Item> written = new ArrayList<>();
    try (ItemReader reader = index.folder().openReader(index.folder().spec().model());
        IndexView view = reader.view()) {
      view.forEach(dev.diptych.core.Modality.TEXT, written::add);
    }
    return written;
  }

  private String trueOf(int scene) {
    return DRAWN.captions().get(scene).text();
  }

  @Test
  void update_endpoint_keepsWhatItmAccepts_andAsksNothingTwice() {
    server.on(PATH, says(trueOf(0), "I'm sorry, I cannot describe pictures", "A dog on a beach"));
    GeneratedCounts counts = update(choice(3)).generated();
    assertThat(counts.pictures()).isEqualTo(SCENES);
    assertThat(counts.failure()).isEmpty();
    assertThat(counts.rejected()).isGreaterThanOrEqualTo(2L * SCENES);
    assertThat(written()).isNotEmpty();
    assertThat(written())
        .allSatisfy(
            item -> {
              assertThat(item.text()).isEqualTo(trueOf(0));
              assertThat(item.facts().provenance())
                  .isInstanceOfSatisfying(
                      Provenance.Generated.class,
                      origin -> assertThat(origin.model()).isEqualTo(server.at("/v1#llava")));
            });
    assertThat(bodies).hasSize(SCENES);
    assertThat(bodies).allSatisfy(body -> assertThat(body).doesNotContain("private-name"));
    String body = bodies.getFirst();
    byte[] sent =
        Base64.getDecoder()
            .decode(body.replaceAll("(?s).*base64,([A-Za-z0-9+/=]{1,9000000})\".*", "$1"));
    assertThat(sent).startsWith(0xff, 0xd8);
    assertThat(new String(sent, StandardCharsets.ISO_8859_1)).doesNotContain("Exif");

    server.forget();
    assertThat(update(choice(3)).generated()).isEqualTo(GeneratedCounts.NONE);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void update_anotherCaptioner_replacesItsPredecessorsAlone() throws IOException {
    Files.writeString(pictures.resolve("private-name-1.txt"), "my own words");
    update(CaptionChoice.of(3));
    assertThat(written()).hasSizeGreaterThan(1);
    server.on(PATH, says("nothing that fits"));
    update(choice(1));
    assertThat(written()).extracting(Item::text).containsExactly("my own words");
  }

  @Test
  void update_endpointFails_keepsTheIndex_andTheNextRunGoesOn() {
    server.on(PATH, status(401));
    IndexingReport failed = update(choice(1));
    assertThat(failed.images().indexed()).isEqualTo(SCENES);
    assertThat(failed.finished()).isTrue();
    assertThat(failed.generated().failure()).contains("HTTP 401");
    assertThat(failed.generated().left()).isEqualTo(SCENES);
    assertThat(written()).isEmpty();

    server.on(PATH, says(trueOf(0)));
    IndexingReport next = update(choice(1).withBudget(CaptionBudget.ofPictures(2)));
    assertThat(next.images().reused()).isEqualTo(SCENES);
    assertThat(next.generated().pictures()).isEqualTo(2);
    assertThat(next.generated().left()).isEqualTo(SCENES - 2);
    assertThat(next.generated().failure()).isEmpty();
    assertThat(bodies).hasSize(2);
    assertThat(update(choice(1)).generated().pictures()).isEqualTo(SCENES - 2);
    assertThat(bodies).hasSize(SCENES);
  }

  @Test
  void update_withoutCaptions_sendsNothing() {
    server.on(PATH, says(trueOf(0)));
    index.update(List.of(pictures));
    assertThat(server.asked()).isEmpty();
  }
}
