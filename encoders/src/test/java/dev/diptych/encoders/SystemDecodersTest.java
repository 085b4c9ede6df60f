package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HEIC, AVIF and JPEG XL, where this machine has the libraries. */
class SystemDecodersTest {

  private static final int WIDTH = 96;
  private static final int HEIGHT = 64;

  /** Lossy files with colour at half the size. */
  private static final double MEAN = 5;

  @ParameterizedTest
  @CsvSource({
    "HEIC, system-p.heic, system-p.png",
    "HEIC, system-a.heic, system-a.png",
    "AVIF, system-a.avif, system-a.png",
    "AVIF, system-ten.avif, system-p.png",
    "JPEG XL, system-p.jxl, system-p.png",
    "JPEG XL, system-a.jxl, system-a.png"
  })
  void read_picture_isTheOneThatWasPacked(String format, String file, String original)
      throws IOException {
    requireReadable(format);

    assertAlike(read(file), read(original), (x, y) -> WIDTH * y + x);
  }

  @ParameterizedTest
  @CsvSource({"AVIF, system-irot.avif", "AVIF, system-imir.avif", "JPEG XL, system-turn.jxl"})
  void read_turnedPicture_standsUprightOnce(String format, String file) throws IOException {
    requireReadable(format);
    RgbImage image = read(file);
    IntBinaryOperator from =
        switch (file) {
          case "system-irot.avif" -> (x, y) -> WIDTH * x + (WIDTH - 1 - y);
          case "system-imir.avif" -> (x, y) -> WIDTH * y + (WIDTH - 1 - x);
          default -> (x, y) -> WIDTH * (HEIGHT - 1 - x) + y;
        };

    assertThat(image.width()).isEqualTo(file.equals("system-imir.avif") ? WIDTH : HEIGHT);
    if (!file.endsWith(".jxl")) { // that one was drawn anew
      assertAlike(image, read("system-p.png"), from);
    }
  }

  /** As iPhones write it: 48 tiles, a turn of its own, and EXIF that says the same turn again. */
  @Test
  void read_gridOfTiles_isWholeAndTurnedOnce() throws IOException {
    requireReadable("HEIC");
    RgbImage original = read("system-grid.png");
    RgbImage image = read("system-grid.heic");

    assertThat(image.width()).isEqualTo(original.width()).isEqualTo(370);
    assertAlike(image, original, (x, y) -> 370 * y + x);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEIC, system-p.heic",
        "HEIC, system-grid.heic",
        "AVIF, system-a.avif",
        "JPEG XL, system-a.jxl"
      })
  void read_cutShortAtAnyPlace_isRefused(String formatAndFile) throws IOException {
    String[] parts = formatAndFile.split(", ", -1);
    requireReadable(parts[0]);
    byte[] whole = bytes(parts[1]);

    for (int percent : new int[] {2, 10, 30, 50, 70, 90, 97, 99}) {
      byte[] part = Arrays.copyOf(whole, whole.length * percent / 100);
      assertThatThrownBy(() -> ImageReader.standard().read(part, "part"))
          .as("%s cut to %s %%", parts[1], percent)
          .isInstanceOfSatisfying(
              DiptychException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREADABLE_IMAGE));
    }
  }

  @ParameterizedTest
  @CsvSource({"HEIC, system-p.heic", "AVIF, system-a.avif", "JPEG XL, system-a.jxl"})
  void read_aboveTheLimit_isRefusedByItsHeader(String format, String file) throws IOException {
    requireReadable(format);
    ImageReader small = ImageReader.withLimits(new ImageLimits(1_000_000, 1_000, 65_535));
    byte[] bytes = bytes(file);

    assertThatThrownBy(() -> small.read(bytes, "large"))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
  }

  private static byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(Fixtures.path("pictures/" + file));
  }

  private static RgbImage read(String file) throws IOException {
    return ImageReader.standard().read(bytes(file), file);
  }

  private static void requireReadable(String format) {
    FormatSupport support =
        FormatSupport.all().stream()
            .filter(one -> one.format().equals(format))
            .findFirst()
            .orElseThrow();
    if (System.getenv("DIPTYCH_REQUIRE_SYSTEM_DECODERS") != null) {
      assertThat(support.isRead()).as(support.toString()).isTrue();
    }
    assumeThat(support.isRead()).as("%s cannot be read: %s", format, support.by()).isTrue();
  }

  private static void assertAlike(RgbImage image, RgbImage original, IntBinaryOperator from) {
    byte[] actual = image.toArray();
    byte[] expected = original.toArray();
    assertThat(actual).hasSameSizeAs(expected);
    long sum = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int at = 3 * (y * image.width() + x);
        int source = 3 * from.applyAsInt(x, y);
        for (int channel = 0; channel < 3; channel++) {
          sum += Math.abs((actual[at + channel] & 0xff) - (expected[source + channel] & 0xff));
        }
      }
    }
    assertThat((double) sum / actual.length).isLessThan(MEAN);
  }
}
