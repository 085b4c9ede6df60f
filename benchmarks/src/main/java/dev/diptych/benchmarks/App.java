package dev.diptych.benchmarks;

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
 * @param main the class that is run
 * @param home where models are kept
 * @param log where the process's messages go
 */
public record App(List<String> flags, String main, Path home, Path log) {

  private static final String COMMAND = "dev.diptych.cli.Main";

  /** The folder that {@code ./diptych} runs from; {@code benchmarks/run} says where it is. */
  private static final String APP_FOLDER = System.getProperty("diptych.app", "");

  private static final List<String> KEPT_FLAGS =
      List.of(
          "--enable-native-access", "--add-modules", "--sun-misc-unsafe", "-Dai.djl", "-Djava.awt");

  private static final List<String> CACHE_FLAGS =
      List.of("-Xshare", "-XX:AOT", "-XX:SharedArchive");

  public App {
    flags = List.copyOf(flags);
  }

  /** The command with its models in a folder, and no cache of classes but the JDK's own. */
  public static App withHome(Path home, Path log) throws IOException {
    Stream<String> given = APP_FOLDER.isEmpty() ? ownFlags() : launcherFlags(Path.of(APP_FOLDER));
    Stream<String> kept = given.filter(flag -> CACHE_FLAGS.stream().noneMatch(flag::startsWith));
    String classPath =
        APP_FOLDER.isEmpty()
            ? System.getProperty("java.class.path")
            : Path.of(APP_FOLDER, "lib") + File.separator + "*";
    return new App(Stream.concat(kept, Stream.of("-cp", classPath)).toList(), COMMAND, home, log);
  }

  /** {@return the same of another class, with the classes of this process} */
  public App running(Class<?> other) {
    List<String> own = new ArrayList<>(flags);
    own.set(own.size() - 1, System.getProperty("java.class.path"));
    return new App(own, other.getName(), home, log);
  }

  private static Stream<String> launcherFlags(Path app) throws IOException {
    return Files.readAllLines(app.resolve("jvm.flags")).stream()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> Stream.of(line.strip().split("\\s+", -1)))
        .filter(flag -> !flag.isEmpty());
  }

  private static Stream<String> ownFlags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> KEPT_FLAGS.stream().anyMatch(flag::startsWith));
  }

  /** {@return whether its classes all lie in jars} */
  public boolean isOfJars() {
    String classPath = flags.getLast();
    return classPath.endsWith("*")
        || Stream.of(classPath.split(File.pathSeparator, -1))
            .noneMatch(entry -> Files.isDirectory(Path.of(entry)));
  }

  /** {@return the same with more JVM flags in front} */
  public App with(String... more) {
    return new App(Stream.concat(Stream.of(more), flags.stream()).toList(), main, home, log);
  }

  /**
   * What was seen from outside.
   *
   * @param firstResultMillis from the start of the process to the first byte of its output
   * @param totalMillis to its end
   */
  public record Times(double firstResultMillis, double totalMillis) {}

  /**
   * Runs one command to its end.
   *
   * @throws IOException when it does not end well, with what it said
   */
  public Times run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add(main);
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
            "%s ended with %s: %s".formatted(arguments, exit, Files.readString(log)));
      }
      return new Times(first, total);
    }
  }
}
