package dev.diptych.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code diptych} in a process of its own, with the class path and JVM flags of the tests. */
final class ChildProcess {

  private static final long PATIENCE_SECONDS = 120;

  private final Path folder;
  private final Map<String, String> environment;

  /**
   * Prepares to start.
   *
   * @param folder where its output is kept
   * @param environment what it gets besides this process's own
   */
  ChildProcess(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** Starts {@code prefix java ... Main arguments}; the prefix may be empty. */
  Process start(List<String> prefix, String... arguments) throws IOException {
    return builder(prefix, arguments).start();
  }

  /** What {@link #start} starts, its output going to files. */
  ProcessBuilder builder(List<String> prefix, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--add-modules=jdk.incubator.vector");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-cp");
    command.add(classPath());
    command.add("dev.diptych.cli.Main");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.redirectOutput(out().toFile()).redirectError(err().toFile());
    return builder;
  }

  /** Starts and waits for the end. */
  CapturedRun run(List<String> prefix, String... arguments)
      throws IOException, InterruptedException {
    return finish(start(prefix, arguments));
  }

  /** What a process is waited for. */
  @FunctionalInterface
  interface Condition {
    boolean isMet() throws IOException, InterruptedException;
  }

  /**
   * Waits until something is so, or the process has ended; {@return whether it is so}
   *
   * @param what is waited for, for the message when it takes too long
   */
  boolean await(Process process, String what, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.isMet()) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        return condition.isMet();
      }
      if (System.nanoTime() - end > 0) {
        process.destroyForcibly();
        throw new AssertionError(
            "no %s within %s s; stdout: %s stderr: %s"
                .formatted(
                    what, PATIENCE_SECONDS, Files.readString(out()), Files.readString(err())));
      }
    }
    return true;
  }

  /** Waits for the end. */
  CapturedRun finish(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(
          "not ended after %s s; stderr: %s".formatted(PATIENCE_SECONDS, Files.readString(err())));
    }
    return new CapturedRun(process.exitValue(), Files.readString(out()), Files.readString(err()));
  }

  Path out() {
    return folder.resolve("stdout.txt");
  }

  Path err() {
    return folder.resolve("stderr.txt");
  }

  /** The class path of this JVM, also where surefire hides it in the manifest of a jar. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
