package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script over the packaged program, in a folder without sources. */
final class LauncherIT {

  private static final long PATIENCE_SECONDS = 180;

  /** Makes the JVM refuse to start where it would pass over a recording that does not fit. */
  private static final Map<String, String> ONLY_RECORDED =
      Map.of("DIPTYCH_JAVA_OPTS", "-XX:AOTMode=on");

  @TempDir private Path folder;

  private Path launcher;
  private Path app;
  private Path recording;

  /** A copy of what is needed to run, its jars linked. */
  @BeforeEach
  void install() throws IOException {
    Path sources = Path.of("..").toAbsolutePath().normalize();
    Path built = sources.resolve("cli/target/app");
    app = Files.createDirectories(folder.resolve("cli/target/app"));
    recording = app.resolve("start.aot");
    launcher = folder.resolve("diptych");
    Files.copy(sources.resolve("diptych"), launcher);
    Files.copy(
        sources.resolve(".mvn/jdk.sh"),
        Files.createDirectory(folder.resolve(".mvn")).resolve("jdk.sh"));
    Files.copy(built.resolve("jvm.flags"), app.resolve("jvm.flags"));
    Path lib = Files.createDirectory(app.resolve("lib"));
    try (Stream<Path> jars = Files.list(built.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar);
      }
    }
  }

  @Test
  void start_throughALinkFromElsewhere_runs() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), launcher);

    CapturedRun run = run(link, Map.of(), "--version");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("diptych ");
  }

  @Test
  void start_always_writesNoLineOfTheJvmsOwn() throws Exception {
    assertThat(run(launcher, Map.of(), "--version").err()).isEmpty();
    CapturedRun refused = run(launcher, Map.of(), "nosuch");
    assertThat(refused.code()).isEqualTo(ExitStatus.USER);
    assertThat(refused.err()).startsWith("diptych: ").hasLineCount(1);

    String index = folder.resolve("index").toString();
    CapturedRun indexed =
        run(
            launcher,
            Map.of(),
            "index",
            Fixtures.path("scenes-eval/images").toString(),
            "--index",
            index);
    assertThat(indexed.code()).as(indexed.err()).isZero();
    CapturedRun found = run(launcher, Map.of(), "search", "a red circle", "--index", index);
    assertThat(found.err()).startsWith("* match: ").hasLineCount(1);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells a niceness in /proc")
  void start_indexing_leavesProcessorsToOthers() throws Exception {
    assertThat(niceness("index")).isEqualTo(niceness("serve") + 10);
  }

  /** {@return the niceness that the program runs with, once it is the JVM} */
  private int niceness(String command) throws IOException {
    Process process =
        builder(
                launcher,
                Map.of(
                    "DIPTYCH_JAVA_OPTS",
                    "-XX:+UnlockDiagnosticVMOptions -XX:+PauseAtStartup -XX:PauseAtStartupFile="
                        + folder.resolve("go")),
                List.of(command))
            .start();
    try {
      Path own = Path.of("/proc", Long.toString(process.pid()));
      while (!Files.readSymbolicLink(own.resolve("exe")).endsWith("java")) {
        assertThat(process.isAlive()).isTrue();
        Thread.onSpinWait();
      }
      String stat = Files.readString(own.resolve("stat"));
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void start_jvmThatRefusesItsFlags_saysSo() throws Exception {
    CapturedRun refused = run(launcher, Map.of("DIPTYCH_JAVA_OPTS", "-XX:NoSuchFlag"), "--version");
    assertThat(refused.code()).isNotZero();
    assertThat(refused.out() + refused.err()).contains("NoSuchFlag");
  }

  @Test
  void start_noFolderForTemporaryFiles_saysWhichOnce() throws Exception {
    CapturedRun refused =
        run(
            launcher,
            Map.of("DIPTYCH_JAVA_OPTS", "-Djava.io.tmpdir=/no/such/folder"),
            "index",
            Fixtures.path("scenes-eval/images").toString(),
            "--index",
            folder.resolve("index").toString());
    assertThat(refused.code()).as(refused.err()).isEqualTo(ExitStatus.RESOURCE);
    assertThat(refused.err()).contains("/no/such/folder").contains("must exist");
  }

  @Test
  void aot_recorded_isUsedAndPassedOverWhenItDoesNotFit() throws Exception {
    CapturedRun without = run(launcher, Map.of(), "--version");

    CapturedRun recorded = run(launcher, Map.of(), "aot");

    assertThat(recorded.code()).as(recorded.err()).isZero();
    assertThat(recorded.err()).contains("recorded in " + recording);
    try (Stream<Path> files = Files.list(app)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("jvm.flags", "lib", "start.aot");
    }
    assertThat(run(launcher, ONLY_RECORDED, "--version")).isEqualTo(without);

    // Another class path, as after a build with another library.
    Path jar = app.resolve("lib/aaa.jar");
    Files.copy(app.resolve("lib").resolve(anyJar()), jar);
    assertThat(run(launcher, ONLY_RECORDED, "--version").code()).isNotZero();
    assertThat(run(launcher, Map.of(), "--version")).isEqualTo(without);
    Files.delete(jar);

    // Other flags.
    assertThat(run(launcher, Map.of("DIPTYCH_JAVA_OPTS", "-XX:-UseCompressedOops"), "--version"))
        .isEqualTo(without);

    // Cut short.
    byte[] whole = Files.readAllBytes(recording);
    Files.write(recording, Arrays.copyOf(whole, whole.length / 3));
    assertThat(run(launcher, ONLY_RECORDED, "--version").code()).isNotZero();
    assertThat(run(launcher, Map.of(), "--version")).isEqualTo(without);

    // Of another program.
    Files.writeString(recording, "no recording at all");
    assertThat(run(launcher, Map.of(), "--version")).isEqualTo(without);
  }

  private Path anyJar() throws IOException {
    try (Stream<Path> jars = Files.list(app.resolve("lib"))) {
      return jars.sorted().findFirst().orElseThrow().getFileName();
    }
  }

  private CapturedRun run(Path script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path out = folder.resolve("stdout.txt");
    Path err = folder.resolve("stderr.txt");
    Process process =
        builder(script, environment, List.of(arguments))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(
          "%s has not ended; stderr: %s".formatted(List.of(arguments), Files.readString(err)));
    }
    return new CapturedRun(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private ProcessBuilder builder(
      Path script, Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("sh", script.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("DIPTYCH_HOME", folder.resolve("home").toString());
    builder.environment().putAll(environment);
    return builder;
  }
}
