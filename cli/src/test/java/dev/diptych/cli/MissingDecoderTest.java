package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.diptych.encoders.FormatSupport;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats that the system's libraries decode, on a machine that lacks them, and then has them. */
final class MissingDecoderTest {

  private static final List<String> SYSTEMS = List.of("Debian", "Fedora", "macOS", "Windows");

  @TempDir private Path folder;

  @Test
  void doctorFormats_always_listsEveryFormatAndWhoReadsIt() {
    for (String[] arguments : new String[][] {{"doctor", "formats"}, {"doctor"}}) {
      CapturedRun run = CapturedRun.of(Map.of("DIPTYCH_HOME", folder.toString()), arguments);
      assertThat(run.code()).isZero();
      assertThat(run.out())
          .contains("JPEG", "PNG", "GIF", "BMP", "WebP", "TIFF", "HEIC", "AVIF", "JPEG XL", "CR2");
    }
    assertThat(folder).as("needs no model").isEmptyDirectory();
  }

  @Test
  void doctorFormats_withoutLibraries_saysWhatToInstallOnEverySystem()
      throws IOException, InterruptedException {
    CapturedRun run = withoutLibraries().run(List.of(), "doctor", "formats");
    assertThat(run.code()).isZero();
    for (String format : List.of("HEIC", "AVIF", "JPEG XL")) {
      assertThat(run.out().lines().filter(line -> line.startsWith("To read " + format + ".")))
          .as(run.out())
          .hasSize(1)
          .allSatisfy(line -> assertThat(line).contains(SYSTEMS));
    }
  }

  @Test
  void index_decoderInstalledAfterAFirstRun_takesWhatWasSkipped()
      throws IOException, InterruptedException {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    Path source = Fixtures.path("pictures/system-p.heic");
    Files.copy(source, pictures.resolve("one.heic"));
    Files.copy(Fixtures.path("pictures/system-a.heic"), pictures.resolve("two.heic"));
    Files.copy(Fixtures.path("pictures/system-p.png"), pictures.resolve("three.png"));
    CapturedRun without = withoutLibraries().run(List.of(), "index", pictures.toString());

    assertThat(without.code()).as(without.err()).isZero();
    assertThat(without.out()).contains("seen 3 = indexed 1 + reused 0 + removed 0 + skipped 2");
    assertThat(without.out().lines().filter(line -> line.contains("it is a HEIC picture, and ")))
        .as(without.out())
        .hasSize(2)
        .noneMatch(line -> line.contains("damaged"));
    assertThat(without.err().lines().filter(line -> line.contains("HEIC pictures")))
        .as(without.err())
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).contains(SYSTEMS));

    boolean readsHeic =
        FormatSupport.all().stream()
            .anyMatch(support -> support.format().equals("HEIC") && support.isRead());
    assumeThat(readsHeic).as("this machine has no libheif with an HEVC decoder").isTrue();
    CapturedRun with = CapturedRun.of(environment(), "index", pictures.toString());
    assertThat(with.code()).as(with.err()).isZero();
    assertThat(with.out()).contains("seen 3 = indexed 2 + reused 1 + removed 0 + skipped 0");
  }

  private Map<String, String> environment() {
    return Map.of(
        "DIPTYCH_INDEX", folder.resolve("index").toString(),
        "DIPTYCH_HOME", folder.resolve("home").toString());
  }

  private ChildProcess withoutLibraries() {
    Map<String, String> environment = new TreeMap<>(environment());
    environment.put("DIPTYCH_SYSTEM_DECODERS", "off");
    return new ChildProcess(folder, environment);
  }
}
