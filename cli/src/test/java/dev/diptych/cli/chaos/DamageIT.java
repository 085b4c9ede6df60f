package dev.diptych.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Flipped bits in an index are found, and broken pictures are accounted for. */
final class DamageIT {

  @TempDir private Path temp;

  @Test
  void verify_oneBitFlippedInAnyFile_isFoundAndSearchesSurvive() throws Exception {
    Random random = Scale.random(4);
    Program diptych = new Program(temp.toRealPath());
    Album album = new Album(temp.toRealPath().resolve("album"), random).add(20);
    diptych.run("index", album.folder().toString()).expect(0);
    List<Path> files = filesThatCount(diptych.index());
    Map<String, Integer> flipped = new TreeMap<>();
    for (int flip = 0; flip < Math.max(files.size(), Scale.of(60, 600)); flip++) {
      Path file = files.get(flip % files.size());
      byte[] sound = Files.readAllBytes(file);
      byte[] damaged = sound.clone();
      int place = random.nextInt(sound.length);
      damaged[place] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);

      String about = "seed %s: byte %s of %s".formatted(Scale.SEED, place, file);
      assertThat(diptych.run("verify").code()).as(about).isEqualTo(3);
      assertThat(diptych.run("search", "a red circle").code()).as(about).isIn(0, 3);
      Files.write(file, sound);
      flipped.merge(kind(file), 1, Integer::sum);
    }
    diptych.run("verify").expect(0);
    System.out.println("flips: all found, by kind of file: " + flipped);
  }

  private static List<Path> filesThatCount(Path index) throws IOException {
    try (Stream<Path> files = Files.walk(index)) {
      return files
          .filter(Files::isRegularFile)
          // Locks are empty, or hold what nobody reads.
          .filter(file -> !file.getFileName().toString().matches("LOCK|write\\.lock"))
          .filter(file -> file.toFile().length() > 0)
          .sorted()
          .toList();
    }
  }

  /** {@return the last folder and the suffix, such as lucene/*.cfs} */
  private static String kind(Path file) {
    String path = file.toString();
    int folder = path.lastIndexOf('/', path.lastIndexOf('/') - 1);
    return path.substring(folder + 1).replaceFirst("/[^/]*?(\\.[^./]*)?$", "/*$1");
  }

  @Test
  void index_mutatedPictures_eachIsIndexedOrSkippedWithAReason() throws Exception {
    Random random = Scale.random(5);
    Path pictures = temp.toRealPath().resolve("mutants");
    Album album = new Album(temp.toRealPath().resolve("album"), random);
    int mutants = Scale.of(300, 3000);
    for (int i = 0; i < mutants; i++) {
      String format = List.of("jpg", "png", "gif", "bmp", "tiff").get(i % 5);
      Album.write(
          pictures.resolve("mutant" + i + "." + format), mutated(album.drawing(format), random));
    }
    Path report = temp.resolve("report.jsonl");
    Program diptych = new Program(temp.toRealPath());

    Program.Ended end =
        diptych.run("index", pictures.toString(), "--report", report.toString()).expect(0);

    assertThat(end.out()).contains("seen " + mutants + " = ");
    Map<String, Integer> outcomes = new TreeMap<>();
    for (String line : Files.readAllLines(report)) {
      JsonNode source = JsonMapper.shared().readTree(line);
      String outcome = source.path("outcome").asString();
      outcomes.merge(outcome, 1, Integer::sum);
      if (outcome.equals("skipped")) {
        assertThat(source.path("reason").asString("")).as(line).isNotBlank();
      }
    }
    diptych.run("verify").expect(0);
    System.out.println("mutants: seed " + Scale.SEED + ", " + outcomes);
  }

  /** Flips, cuts, doubles or overwrites a part. */
  private static byte[] mutated(byte[] picture, Random random) {
    byte[] mutant = picture.clone();
    int from = random.nextInt(picture.length);
    switch (random.nextInt(4)) {
      case 0 -> mutant[from] ^= (byte) (1 << random.nextInt(8));
      case 1 -> mutant = Arrays.copyOf(picture, from);
      case 2 -> {
        byte[] noise = new byte[Math.min(16, picture.length - from)];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, mutant, from, noise.length);
      }
      default -> {
        mutant = Arrays.copyOf(picture, picture.length + from);
        System.arraycopy(picture, 0, mutant, picture.length, from);
      }
    }
    return mutant;
  }
}
