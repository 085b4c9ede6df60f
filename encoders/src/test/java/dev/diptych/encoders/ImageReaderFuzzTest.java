package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged files: whatever comes out is a picture within the limits or a refusal. */
class ImageReaderFuzzTest {

  private static final int ROUNDS = 60;
  private static final ImageReader READER =
      ImageReader.withLimits(new ImageLimits(100_000, 1_000_000, 10_000));

  static List<String> files() throws IOException {
    return ImageReaderFormatsTest.cases().map(ImageReaderFormatsTest.Case::file).toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void read_damagedFile_isAPictureOrARefusal(String file) throws IOException {
    byte[] whole = ImageReaderFormatsTest.bytes(file);
    for (int round = 0; round < ROUNDS; round++) {
      long seed = file.hashCode() * 1000L + round;
      byte[] damaged = damage(whole, new Random(seed));
      try {
        RgbImage image = READER.read(damaged, file);
        assertThat((long) image.width() * image.height()).isBetween(1L, 1_000_000L);
      } catch (DiptychException e) {
        assertThat(e.code()).isIn(ErrorCode.UNREADABLE_IMAGE, ErrorCode.TOO_LARGE);
        assertThat(e).hasMessageContaining(file);
      } catch (RuntimeException | Error e) {
        fail("%s damaged by seed %s escaped as %s".formatted(file, seed, e), e);
      }
    }
  }

  /** Overwrites, cuts, doubles or blanks a part; the first bytes, which tell the format, rarely. */
  private static byte[] damage(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int head = random.nextInt(8) == 0 ? 0 : Math.min(12, bytes.length - 1);
    int edits = 1 + random.nextInt(4);
    for (int i = 0; i < edits; i++) {
      // Headers are where the interesting numbers are.
      int reach = random.nextBoolean() ? Math.min(bytes.length, 120) : bytes.length;
      int at = head + random.nextInt(Math.max(1, reach - head));
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0xff);
        case 3 -> bytes = Arrays.copyOf(bytes, Math.max(head + 1, at));
        default -> {
          byte[] longer = Arrays.copyOf(bytes, bytes.length + 16);
          System.arraycopy(bytes, at, longer, at + 16, bytes.length - at);
          bytes = longer;
        }
      }
    }
    return bytes;
  }
}
