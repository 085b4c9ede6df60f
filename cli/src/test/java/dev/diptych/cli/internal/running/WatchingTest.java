package dev.diptych.cli.internal.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.core.Modality;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.indexer.IndexingRequest;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.UpdateRequest;
import dev.diptych.testkit.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index follows its folder. */
class WatchingTest {

  private static final Duration QUIET = Duration.ofMillis(100);

  @TempDir Path temp;

  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final List<Path> scenes = scenes();
  private Path root;
  private Diptych diptych;
  private DiptychIndex index;
  private Watching watching;
  private Thread thread;

  private static List<Path> scenes() {
    try (var files = Files.list(Fixtures.path("scenes-eval/images"))) {
      return files.sorted().limit(6).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void watch() throws IOException {
    root = Files.createDirectory(temp.toRealPath().resolve("pictures"));
    copy(0);
    copy(1);
    diptych = Diptych.open(temp.resolve("home"));
    index = diptych.index(temp.resolve("index"));
    Console console = new Console(new Lines(), new Lines(), 200, false);
    watching =
        new Watching(
            console,
            index,
            UpdateRequest.of(IndexingRequest.of(List.of(root))),
            Duration.ofSeconds(60),
            QUIET);
    thread = Thread.ofPlatform().start(watching::run);
  }

  @AfterEach
  void end() throws InterruptedException {
    watching.close();
    thread.join(Duration.ofSeconds(30));
    assertThat(thread.isAlive()).isFalse();
    diptych.close();
  }

  private void copy(int scene) throws IOException {
    Files.copy(scenes.get(scene), root.resolve(scene + ".png"));
  }

  private String nextLine() throws InterruptedException {
    return Objects.requireNonNull(said.poll(60, TimeUnit.SECONDS), "nothing was said in 60 s");
  }

  private int pictures() {
    try (ItemReader reader = index.folder().openReader(index.folder().spec().model());
        IndexView view = reader.view()) {
      return view.count(Modality.IMAGE);
    }
  }

  @Test
  void run_filesComeAndGo_theIndexFollowsWithALineForEachBatch() throws Exception {
    assertThat(nextLine()).contains("indexed 2, removed 0 of 2");
    assertThat(pictures()).isEqualTo(2);

    Files.createDirectory(root.resolve("new"));
    Files.copy(scenes.get(2), root.resolve("new/deep.png"));
    copy(3);
    assertThat(nextLine()).contains("indexed 2, removed 0 of 4");
    assertThat(pictures()).isEqualTo(4);

    Files.delete(root.resolve("new/deep.png"));
    assertThat(nextLine()).contains("indexed 0, removed 1 of 4");
    assertThat(pictures()).isEqualTo(3);
    assertThat(said).isEmpty();
  }

  @Test
  void run_folderGoesAsWhenADiskIsUnplugged_keepsItemsAndGoesOnWhenItIsBack() throws Exception {
    assertThat(nextLine()).contains("indexed 2");
    Path away = temp.resolve("away");
    Files.move(root, away);
    assertThat(nextLine()).contains(root.toString());
    assertThat(pictures()).isEqualTo(2);

    Files.move(away, root);
    copy(4);
    assertThat(nextLine()).contains("indexed 1, removed 0 of 3");
    assertThat(pictures()).isEqualTo(3);
  }

  /** Hands over whole lines. */
  private final class Lines extends OutputStream {

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      if (b == '\n') {
        said.add(line.toString(UTF_8));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}
