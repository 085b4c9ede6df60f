package dev.diptych.benchmarks.recall;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The yardstick: hnswlib in a Python process, which reads the same vectors and queries from their
 * files. Builds on all cores; all queries of a measurement are one call, so that Python costs
 * nothing.
 */
final class Hnswlib implements Engine {

  private static final String PYTHON = "/usr/bin/python3";

  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader replies;
  private final VectorSet vectors;
  private final double buildSeconds;
  private final long bytes;
  private final String version;

  private Hnswlib(Process process, VectorSet vectors) throws IOException {
    this.process = process;
    this.vectors = vectors;
    this.commands =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.replies =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    JsonNode built = reply();
    this.buildSeconds = built.path("seconds").asDouble();
    this.bytes = built.path("bytes").asLong();
    this.version = built.path("version").asString();
  }

  /** {@return why hnswlib cannot be measured; empty when it can} */
  static Optional<String> missing() throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of(PYTHON))) {
      return Optional.of("hnswlib was not measured: there is no " + PYTHON);
    }
    Process probe =
        new ProcessBuilder(PYTHON, "-c", "import hnswlib, numpy")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return probe.waitFor(1, TimeUnit.MINUTES) && probe.exitValue() == 0
        ? Optional.empty()
        : Optional.of(
            "hnswlib was not measured: %s has no module hnswlib; Debian's package is python3-hnswlib"
                .formatted(PYTHON));
  }

  /** Builds a graph of the vectors. */
  static Hnswlib build(VectorSet vectors) throws IOException {
    Path script = vectors.folder().resolve("hnswlib_engine.py");
    try (InputStream resource = Hnswlib.class.getResourceAsStream("hnswlib_engine.py")) {
      if (resource == null) {
        throw new IOException("the resource hnswlib_engine.py is missing");
      }
      Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
    }
    Process process =
        new ProcessBuilder(
                List.of(
                    PYTHON,
                    script.toString(),
                    vectors.folder().toString(),
                    String.valueOf(Runtime.getRuntime().availableProcessors())))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      return new Hnswlib(process, vectors);
    } catch (IOException | RuntimeException e) {
      process.destroy();
      throw e;
    }
  }

  private JsonNode reply() throws IOException {
    String line = replies.readLine();
    if (line == null) {
      throw new IOException("hnswlib's process ended without an answer");
    }
    return JsonMapper.shared().readTree(line);
  }

  @Override
  public String name() {
    return "hnswlib " + version;
  }

  @Override
  public double buildSeconds() {
    return buildSeconds;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public Answers answer(int effort) throws IOException {
    commands.write(effort + "\n");
    commands.flush();
    double seconds = reply().path("seconds").asDouble();
    ByteBuffer labels =
        ByteBuffer.wrap(Files.readAllBytes(vectors.folder().resolve("labels.i32")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int[][] found = new int[vectors.queries()][labels.remaining() / 4 / vectors.queries()];
    for (int[] each : found) {
      for (int i = 0; i < each.length; i++) {
        each[i] = labels.getInt();
      }
    }
    return new Answers(found, seconds * 1e3 / vectors.queries());
  }

  @Override
  public void close() throws IOException {
    try (commands;
        replies) {
      commands.write("end\n");
      commands.flush();
    } finally {
      process.destroy(); // without effect on one that has ended
    }
  }
}
