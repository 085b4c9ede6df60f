package dev.diptych.index;

import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damage of any byte gives an exception of ours or the right data, never anything else. */
final class ByteFlipTest {

  private static final int COUNT = 12;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "index.json,300,11",
    "00000001.dft,200,12",
    "00000002.dft,100,13",
    "segments_*,60,14",
    "*.cfs,200,15",
    "*.cfe,40,16",
    "*.si,40,17"
  })
  void open_withRandomDamage_givesOurExceptionOrTheRightData(String glob, int rounds, long seed)
      throws IOException {
    IndexFolder index = IndexFolder.at(folder, 1500);
    try (ItemWriter writer = index.openWriter(spec())) {
      Samples.addImages(writer, 0, COUNT);
      writer.commit();
    }
    IndexSummary sound = index.summary();
    Path file = Samples.onlyFile(folder, glob);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < rounds; round++) {
      byte[] damaged = damage(good, random);
      Files.write(file, damaged);
      String when =
          "seed %s, round %s, first difference at %s"
              .formatted(seed, round, Arrays.mismatch(good, damaged));
      refused += read(index, sound, when) ? 0 : 1;
    }
    assertThat(refused).as("refusals, seed %s", seed).isGreaterThan(rounds / 2);
    Files.write(file, good);
    Samples.assertHolds(index, COUNT);
  }

  private static byte[] damage(byte[] good, Random random) {
    byte[] bytes = good.clone();
    switch (random.nextInt(8)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> {
        int from = random.nextInt(bytes.length);
        Arrays.fill(bytes, from, Math.min(bytes.length, from + 64), (byte) 0);
      }
      default -> {
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return bytes;
  }

  /** {@return whether everything could be read; what could be read was right} */
  private static boolean read(IndexFolder index, IndexSummary sound, String when) {
    boolean whole = true;
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.count(Modality.IMAGE)).as(when).isEqualTo(COUNT);
      assertThat(index.summary()).as(when).isEqualTo(sound);
      for (int number = 0; number < COUNT; number++) {
        try {
          Samples.assertRight(reader, number);
        } catch (DiptychException e) {
          assertFit(e, when);
          whole = false;
        }
      }
    } catch (DiptychException e) {
      assertFit(e, when);
      whole = false;
    } catch (RuntimeException e) {
      fail(when, e);
    }
    try {
      boolean verified = index.verify().isSound();
      assertThat(verified).as(when).isEqualTo(whole);
    } catch (RuntimeException e) {
      fail(when, e);
    }
    return whole;
  }

  private static void assertFit(DiptychException e, String when) {
    switch (e.code()) {
      case CORRUPT_INDEX, INCOMPATIBLE_INDEX ->
          assertThat(e.getMessage()).as(when).contains("diptych index");
      default -> fail(when, e);
    }
  }
}
