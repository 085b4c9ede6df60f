package dev.diptych.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.commands.CommandDispatcher;
import dev.diptych.cli.internal.terminal.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program over one index: in processes of its own where it is to be killed, else in this one.
 */
final class Program {

  /**
   * How a command ended.
   *
   * @param code the exit code
   * @param out what it printed as results
   * @param err what it printed beside them
   */
  record Ended(int code, String out, String err) {

    Ended expect(int expected) {
      assertThat(code).as("exit code; %s %s", out, err).isEqualTo(expected);
      return this;
    }
  }

  private static final long PATIENCE_SECONDS = 300;

  private final Path folder;
  private final Path index;

  /**
   * A program with a home and an index of its own.
   *
   * @param folder where home and logs lie
   * @param index where the index lies
   */
  Program(Path folder, Path index) {
    this.folder = folder;
    this.index = index;
  }

  Program(Path folder) {
    this(folder, folder.resolve("index"));
  }

  Path index() {
    return index;
  }

  private Map<String, String> environment() {
    return Map.of(
        "DIPTYCH_HOME", folder.resolve("home").toString(), "DIPTYCH_INDEX", index.toString());
  }

  /** Runs a command in this process. */
  Ended run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = CommandDispatcher.run(new Console(out, err, 200, false), environment(), arguments);
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs a command in this process and reads what it prints as JSON. */
  JsonNode json(String... arguments) {
    return JsonMapper.shared().readTree(run(arguments).expect(0).out());
  }

  /**
   * Starts a command in a process of its own, whose output goes to files.
   *
   * @param name what the files are called
   */
  Process start(String name, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("target/app/jvm.flags"),
                "-Xmx1g",
                "-cp",
                Path.of("target/app/lib").toAbsolutePath() + "/*",
                "dev.diptych.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(log(name, "out").toFile())
            .redirectError(log(name, "err").toFile());
    builder.environment().putAll(environment());
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    return builder.start();
  }

  /** Waits until a process of {@link #start} has ended. */
  Ended finish(String name, Process process) throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(
          "%s has not ended after %s s; stderr: %s"
              .formatted(name, PATIENCE_SECONDS, Files.readString(log(name, "err"))));
    }
    return new Ended(
        process.exitValue(),
        Files.readString(log(name, "out")),
        Files.readString(log(name, "err")));
  }

  Path log(String name, String stream) {
    return folder.resolve(name + "." + stream);
  }

  /** {@return the pictures that the index holds} */
  int pictures() {
    return json("status", "--json").at("/index/images").asInt();
  }

  /** {@return the paths of all pictures, copies too, as searches give them, page by page} */
  List<String> everyPicture() {
    List<String> paths = new ArrayList<>();
    int page = 500;
    int offset = 0;
    JsonNode hits;
    do {
      hits =
          json(
                  "search",
                  "a red circle",
                  "--json",
                  "--rerank",
                  "off",
                  "--limit",
                  String.valueOf(page),
                  "--offset",
                  String.valueOf(offset))
              .get("hits");
      for (JsonNode hit : hits) {
        hit.get("sources")
            .forEach(source -> paths.add(Path.of(URI.create(source.asString())).toString()));
      }
      offset += hits.size();
    } while (hits.size() == page);
    return paths;
  }
}
