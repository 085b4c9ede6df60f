package dev.diptych.benchmarks.start;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The {@code diptych} command as a process of its own, started by {@code java} with the launcher's
 * flags and libraries; where no launcher has been built, with those of this process.
 *
 * @param flags for the JVM, class path included
 * @param home where models are kept
 * @param log where the process's messages go
 */
record App(List<String> flags, Path home, Path log) {

  /** The folder that {@code ./diptych} runs from; {@code benchmarks/run} says where it is. */
  private static final String APP_FOLDER = System.getProperty("diptych.app", "");

  private static final List<String> KEPT_FLAGS =
      List.of(
          "--enable-native-access", "--add-modules", "--sun-misc-unsafe", "-Dai.djl", "-Djava.awt");

  App {
    flags = List.copyOf(flags);
  }

  /** The command with its models in a folder. */
  static App withHome(Path home, Path log) {
    return new App(
        APP_FOLDER.isEmpty() ? ownFlags() : launcherFlags(Path.of(APP_FOLDER)), home, log);
  }

  private static List<String> launcherFlags(Path app) {
    return List.of(
        "@" + app.resolve("jvm.flags"), "-cp", app.resolve("lib") + File.separator + "*");
  }

  private static List<String> ownFlags() {
    Stream<String> kept =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> KEPT_FLAGS.stream().anyMatch(flag::startsWith));
    return Stream.concat(kept, Stream.of("-cp", System.getProperty("java.class.path"))).toList();
  }

  /** {@return whether its classes all lie in jars} */
  boolean isOfJars() {
    String classPath = flags.getLast();
    return classPath.endsWith("*")
        || Stream.of(classPath.split(File.pathSeparator, -1))
            .noneMatch(entry -> Files.isDirectory(Path.of(entry)));
  }

  /** {@return the same with more JVM flags in front} */
  App with(String... more) {
    return new App(Stream.concat(Stream.of(more), flags.stream()).toList(), home, log);
  }

  /**
   * What was seen from outside.
   *
   * @param firstResultMillis from the start of the process to the first byte of its output
   * @param totalMillis to its end
   */
  record Times(double firstResultMillis, double totalMillis) {}

  /**
   * Runs one command to its end.
   *
   * @throws IOException when it does not end well, with what it said
   */
  Times run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("dev.diptych.cli.Main");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().put("DIPTYCH_HOME", home.toString());
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    long start = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    double first;
    try (InputStream output = process.getInputStream()) {
      int read = output.read();
      first = (System.nanoTime() - start) / 1e6;
      output.transferTo(OutputStream.nullOutputStream());
      int exit = process.waitFor();
      double total = (System.nanoTime() - start) / 1e6;
      if (exit != 0 || read < 0) {
        throw new IOException(
            "%s ended with %d: %s".formatted(arguments, exit, Files.readString(log)));
      }
      return new Times(first, total);
    }
  }
}
