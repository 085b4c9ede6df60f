package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.testkit.odd.FixturePictures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Some 950 small pictures of every format and setting against what Pillow and libwebp make of them.
 * The archive is made by {@code make_pictures.py} of the benchmarks: 21 x 15 pixels, seed 1.
 */
class ImageReaderSweepTest {

  private static final double JPEG = 0.6;
  private static final double EXACT = 0.1;
  private static final double WITH_PROFILE = 0.8;

  @Test
  void read_everyFormatAndSetting_isAsInPillow() {
    Map<String, byte[]> files = FixturePictures.all();
    List<String> wrong = new ArrayList<>();
    files.forEach(
        (name, bytes) -> {
          byte[] expected = files.get(name + ".ppm");
          if (expected != null) {
            compare(name, bytes, expected, wrong);
          }
        });

    assertThat(files).hasSizeGreaterThan(1000);
    assertThat(wrong).isEmpty();
  }

  private static void compare(String name, byte[] file, byte[] ppm, List<String> wrong) {
    RgbImage image;
    try {
      image = ImageReader.standard().read(file, name);
    } catch (RuntimeException e) {
      wrong.add(name + ": " + e.getMessage());
      return;
    }
    String header = "P6 %s %s 255\n".formatted(image.width(), image.height());
    if (!new String(ppm, 0, header.length(), StandardCharsets.ISO_8859_1).equals(header)) {
      wrong.add(name + ": " + header);
      return;
    }
    byte[] actual = image.toArray();
    long sum = 0;
    int worst = 0;
    for (int i = 0; i < actual.length; i++) {
      int difference = Math.abs((actual[i] & 0xff) - (ppm[header.length() + i] & 0xff));
      sum += difference;
      worst = Math.max(worst, difference);
    }
    double mean = (double) sum / actual.length;
    int most =
        name.contains("icc") ? 2 : name.endsWith(".jpg") || name.contains("jpeg") ? 6 : exact(name);
    if (mean > tolerance(name) || worst > most) {
      wrong.add(String.format(Locale.ROOT, "%s: mean %.2f, worst %d", name, mean, worst));
    }
  }

  private static int exact(String name) {
    return name.endsWith(".webp") ? 0 : 1;
  }

  private static double tolerance(String name) {
    if (name.contains("icc")) {
      return WITH_PROFILE;
    }
    return name.contains("jpeg") ? JPEG : EXACT;
  }
}
