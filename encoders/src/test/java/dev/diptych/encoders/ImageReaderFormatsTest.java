package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pictures of every kind against the samples that Pillow 9.4 gives for {@code convert("RGB")} (EXIF
 * orientation applied; 16-bit greys and white-is-zero files by arithmetic).
 */
class ImageReaderFormatsTest {

  record Case(String file, int width, int height, int tolerance, String rgb) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = ImageReaderFormatsTest.class.getResourceAsStream("pictures/cases.json")) {
      JsonNode root = JsonMapper.shared().readTree(in.readAllBytes());
      return StreamSupport.stream(root.spliterator(), false)
          .map(
              node ->
                  new Case(
                      node.get("file").stringValue(),
                      node.get("width").intValue(),
                      node.get("height").intValue(),
                      node.get("tolerance").intValue(),
                      node.get("rgb").stringValue()))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void read_knownPicture_givesReferenceSamples(Case expected) throws IOException {
    RgbImage image = ImageReader.standard().read(bytes(expected.file()), "upload");

    assertThat(image.width()).isEqualTo(expected.width());
    assertThat(image.height()).isEqualTo(expected.height());
    byte[] actual = image.toArray();
    byte[] reference = Base64.getDecoder().decode(expected.rgb());
    int worst = 0;
    for (int i = 0; i < actual.length; i++) {
      worst = Math.max(worst, Math.abs((actual[i] & 0xff) - (reference[i] & 0xff)));
    }
    assertThat(worst)
        .as("largest difference of a sample")
        .isLessThanOrEqualTo(expected.tolerance());
  }

  static byte[] bytes(String file) throws IOException {
    try (InputStream in = ImageReaderFormatsTest.class.getResourceAsStream("pictures/" + file)) {
      return in.readAllBytes();
    }
  }
}
