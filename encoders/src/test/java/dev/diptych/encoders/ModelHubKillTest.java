package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.internal.hub.FakeHub;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pull whose process is killed halfway. */
class ModelHubKillTest {

  private static final int HALF = PullScene.WEIGHT_BYTES / 2;

  @TempDir Path downloads;

  @Test
  void pull_processKilledHalfway_leavesNoHalfModelAndGoesOnWhereItStopped() throws Exception {
    try (PullScene scene = new PullScene(downloads)) {
      byte[] weights = scene.main.bytes("model.safetensors");
      scene.hub.next(
          scene.weightsPath(),
          (request, out) -> {
            FakeHub.head(out, 200, "Content-Length: " + weights.length, "ETag: \"w\"");
            out.write(weights, 0, HALF);
            out.flush();
            scene.hub.stall();
          });
      killWhenHalfIsThere(scene.hub.uri());
      assertThat(scene.target()).doesNotExist();
      PulledCheckpoint pulled = scene.pull();
      assertThat(pulled.folder().resolve("model.safetensors")).hasBinaryContent(weights);
      List<FakeHub.Request> requests = scene.hub.requestsFor("model.safetensors");
      assertThat(requests).hasSize(2);
      assertThat(requests.getLast().header("Range")).isEqualTo("bytes=" + HALF + "-");
      assertThat(scene.growing()).doesNotExist();
    }
  }

  private void killWhenHalfIsThere(URI hub) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PullMain.class.getName(),
                hub.toString(),
                downloads.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && Long.parseLong(line) < HALF) {
        line = out.readLine();
      }
      assertThat(line).as("the child ended before it was killed").isNotNull();
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  /** Pulls in a process of its own, telling how many bytes of the weights are here. */
  static final class PullMain {

    private PullMain() {}

    public static void main(String[] args) {
      ModelHub.at(URI.create(args[0]), Path.of(args[1]))
          .pull(
              PullScene.NAME,
              event -> {
                if (event instanceof PullEvent.Advanced step
                    && step.file().equals("model.safetensors")) {
                  System.out.println(step.done() - step.total() + PullScene.WEIGHT_BYTES);
                }
              });
    }
  }
}
