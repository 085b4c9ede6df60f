package dev.diptych.encoders;

import static dev.diptych.encoders.internal.hub.FakeHub.head;
import static dev.diptych.encoders.internal.hub.FakeHub.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.hub.FakeHub.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Pulls of one small checkpoint from a hub that each test makes misbehave in its own way. */
abstract class PullTestCase {

  static final int HALF = PullScene.WEIGHT_BYTES / 2;

  @TempDir Path downloads;
  PullScene scene;
  byte[] weights;

  @BeforeEach
  void start() throws IOException {
    scene = new PullScene(downloads);
    weights = scene.main.bytes("model.safetensors");
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  AbstractThrowableAssert<?, ? extends Throwable> assertRefused(ErrorCode code, String name) {
    return assertThatThrownBy(() -> scene.pull(name))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  /** Sends the first bytes of a file that is announced in full, then ends the connection. */
  Reply first(int bytes) {
    return (request, out) -> {
      head(out, 200, "Content-Length: " + weights.length, "ETag: \"" + sha256(weights) + "\"");
      out.write(weights, 0, bytes);
    };
  }

  void nextWeights(Reply reply) {
    scene.hub.next(scene.weightsPath(), reply);
  }

  List<String> rangesAsked() {
    return scene.hub.requestsFor("model.safetensors").stream()
        .map(request -> request.header("Range"))
        .toList();
  }

  void assertWhole(PulledCheckpoint pulled) {
    assertThat(pulled.folder().resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(scene.growing()).doesNotExist();
  }

  AbstractThrowableAssert<?, ? extends Throwable> assertFails(ErrorCode code) {
    AbstractThrowableAssert<?, ? extends Throwable> failed =
        assertThatThrownBy(() -> scene.pull())
            .isInstanceOfSatisfying(
                DiptychException.class,
                e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    assertThat(scene.target()).as("half a model").doesNotExist();
    return failed;
  }
}
