package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.scenes.Scene;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.web.WebOptions;
import dev.diptych.web.WebServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What people do with Diptych, done once in a folder of its own: index a few pictures, search by
 * words and by a picture, ask a server. Leaves nothing behind.
 */
final class Rehearsal {

  private static final int PICTURES = 8;
  private static final String WORDS = "a red circle to the left of a blue square";

  private final Path folder;
  private final Map<String, String> environment;

  private Rehearsal(Path folder) {
    this.folder = folder;
    this.environment =
        Map.of(
            "DIPTYCH_HOME", folder.resolve("home").toString(),
            "DIPTYCH_INDEX", folder.resolve("index").toString());
  }

  /**
   * Takes some seconds.
   *
   * @throws DiptychException INTERNAL when a command fails, naming it; IO when the disk refuses
   */
  static void run() {
    try {
      Path folder = Files.createTempDirectory("diptych-rehearsal-");
      try {
        new Rehearsal(folder).perform();
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot rehearse in the folder for temporary files: %s; is the disk full?"
              .formatted(IoReason.withFile(e)),
          e);
    }
  }

  private void perform() throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    Random random = new Random(1);
    for (int i = 0; i < PICTURES; i++) {
      byte[] png = SceneRenderer.renderPng(Scene.sample(random), 256, i);
      Files.write(pictures.resolve("scene-%s.png".formatted(i)), png);
      Files.writeString(pictures.resolve("scene-%s.txt".formatted(i)), WORDS);
    }
    command("index", pictures.toString());
    command("search", WORDS);
    command("search", "--json", "--budget", "10s", WORDS);
    command("search", "--image", pictures.resolve("scene-0.png").toString(), "--target", "text");
    command("status");
    askServer();
  }

  private void command(String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Console console = new Console(OutputStream.nullOutputStream(), said, 80, false);
    int code = CommandDispatcher.run(console, environment, arguments);
    if (code != ExitStatus.OK) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "the rehearsal of %s ended with %s: %s"
              .formatted(List.of(arguments), code, said.toString(StandardCharsets.UTF_8)));
    }
  }

  private void askServer() throws IOException {
    Console silent =
        new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), 80, false);
    Invocation invocation = new Invocation(silent, environment);
    try (Diptych diptych = invocation.diptych();
        DiptychIndex open = diptych.index(invocation.indexFolder(null));
        WebServer server = WebServer.start(open.engine(), WebOptions.DEFAULT.withPort(0))) {
      open.engine().warmUp();
      get(server.address().resolve("/"));
      get(server.address().resolve("/api/v1/search?q=" + WORDS.replace(' ', '+')));
    }
  }

  private static void get(URI address) throws IOException {
    URLConnection connection = address.toURL().openConnection();
    try (var body = connection.getInputStream()) {
      body.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.deleteIfExists(each);
    }
  }
}
