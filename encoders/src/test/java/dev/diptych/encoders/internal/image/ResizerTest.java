package dev.diptych.encoders.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.RgbImage;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResizerTest {

  static Stream<JsonNode> pillowCases() throws IOException {
    byte[] json = Files.readAllBytes(Fixtures.path("pillow-resize/cases.json"));
    return StreamSupport.stream(JsonMapper.shared().readTree(json).spliterator(), false)
        .toList()
        .stream();
  }

  @ParameterizedTest
  @MethodSource("pillowCases")
  void resize_bicubic_equalsPillowToTheByte(JsonNode expected) throws Exception {
    RgbImage input = fixture(expected.get("input").stringValue());

    RgbImage actual =
        Resizer.resize(
            input,
            expected.get("width").intValue(),
            expected.get("height").intValue(),
            Kernel.BICUBIC);

    assertThat(sha256(actual)).isEqualTo(expected.get("rgb_sha256").stringValue());
    assertThat(actual.toArray())
        .isEqualTo(fixture(expected.get("expected").stringValue()).toArray());
  }

  /** The hashes come from Pillow 9.4 on the fixture's inputs. */
  @ParameterizedTest
  @CsvSource({
    "in-97x61.png, 56, 56, LANCZOS, 5e17146f27d42ca3555cfd4a3a1052d75273bc8ffa4a1259c1b11919a746b107",
    "in-13x40.png, 130, 150, LANCZOS, 9e52b0ee42a16346f1502c1bd792ca0a6d68305dc0e7213af8bf9c025a3a9862",
    "in-240x7.png, 64, 24, LANCZOS, 47e57740b89178e02ab042f9e9e28ba4681a21172b5834df8571cc4c0ca8f772",
    "in-1x9.png, 5, 4, LANCZOS, 5e5b32c8ceec619458b6f631daab335364b976a397227e8a86bbce1d21943ddd",
    "in-97x61.png, 56, 56, BILINEAR, a5402addafc83958ea28ba1bc548f0bb61b792af3a59c6602fa43f6f9522cb8d",
    "in-13x40.png, 130, 150, BILINEAR, 00d9edafb0a06f0d601b074fac03febb28a11367f9caf2859e29a7aa0658c348",
    "in-240x7.png, 64, 24, BILINEAR, f2b461cd48dcef7f8885069ae0c70a8fd93c9b00d46bf24d30c112cbe7cf2254",
    "in-1x9.png, 5, 4, BILINEAR, 0fb13aa01b4a024d49cc510d9154b439ef9b4a287393aef55e4da3a71d7e9722"
  })
  void resize_otherKernels_equalPillowToTheByte(
      String input, int width, int height, Kernel kernel, String sha256) throws Exception {
    RgbImage actual = Resizer.resize(fixture(input), width, height, kernel);

    assertThat(sha256(actual)).isEqualTo(sha256);
  }

  /**
   * The hashes come from Pillow 9.4: the whole picture resampled to the shorter side, the longer
   * one rounded down, and the middle cut out of it.
   */
  @ParameterizedTest
  @CsvSource({
    "in-97x61.png, 32, 32, BICUBIC, 918497953208b78c09a0bee388154e5d7e855f35ca4ac1f0d7d69d17ac06f7f3",
    "in-13x40.png, 24, 24, BICUBIC, d6ad8c64462bf775c8034f95d4611bde4810ac3d9bf1b1a2bf9ae4005513b0ae",
    "in-240x7.png, 14, 11, BICUBIC, 0a7ea2ce1772f488d243c83bf747e1c6b40a232f77ad8a4797570d6be6bd4c58",
    "in-97x61.png, 40, 33, BICUBIC, 8bdeb6cec8b95cbb8ec4c624b28563c9ba6df07b2e2c78766e0504a72e254384",
    "in-240x7.png, 64, 64, BICUBIC, 490e65872ac6d7d2ee4c4a43a0d1096e1ebb2aac500d05858ba45caec5e415d0",
    "in-97x61.png, 61, 56, BICUBIC, 02af7452fd382e5e676bf5e5a9f569d7d16be244ef58da691dc3b2f0ce5b698d",
    "in-1x9.png, 5, 4, BILINEAR, 3770d41d2193e2494cccfae5529fdd093b087106a0f4230096810ce4a41bff62"
  })
  void resizeAndCrop_anyShape_equalsPillowToTheByte(
      String input, int shortest, int side, Kernel kernel, String sha256) throws Exception {
    RgbImage image = fixture(input);

    RgbImage actual = Resizer.resizeAndCrop(image, Fit.CROP, shortest, side, kernel);

    assertThat(sha256(actual)).isEqualTo(sha256);
  }

  /** What Python's {@code int(round((length - side) / 2.0))} is, of which torchvision cuts. */
  @ParameterizedTest
  @CsvSource({
    "32, 32, 0, 0",
    "33, 32, 0, 0",
    "34, 32, 1, 1",
    "35, 32, 1, 2",
    "37, 32, 2, 2",
    "39, 32, 3, 4"
  })
  void offset_anyLength_isRoundedAsItsAuthorsRound(
      int length, int side, int processors, int torchvision) {
    assertThat(Fit.CROP.offset(length, side)).isEqualTo(processors);
    assertThat(Fit.ROUNDED_CROP.offset(length, side)).isEqualTo(torchvision);
  }

  @Test
  void resizeAndCrop_rounded_isTheMiddleOfTheWholePicture() {
    RgbImage image = noise(35, 16, 3);

    RgbImage actual = Resizer.resizeAndCrop(image, Fit.ROUNDED_CROP, 16, 16, Kernel.BICUBIC);

    byte[] row = new byte[3 * 35];
    byte[] square = new byte[3 * 16];
    for (int y = 0; y < 16; y++) {
      image.copyRow(y, row);
      actual.copyRow(y, square);
      assertThat(square)
          .as("row %s, cut at column 10 of the 9.5", y)
          .isEqualTo(Arrays.copyOfRange(row, 3 * 10, 3 * 26));
    }
  }

  @Test
  void resizeAndCrop_veryLongPicture_worksOutTheMiddleAlone() {
    RgbImage line = RgbImage.of(50_000, 1, new byte[3 * 50_000]);

    assertThat(Resizer.resizeAndCrop(line, Fit.CROP, 224, 224, Kernel.BICUBIC).width())
        .isEqualTo(224);
  }

  @ParameterizedTest
  @EnumSource
  void resize_flatPicture_staysFlat(Kernel kernel) {
    byte[] flat = new byte[3 * 31 * 17];
    Arrays.fill(flat, (byte) 201);

    byte[] actual = Resizer.resize(RgbImage.of(31, 17, flat), 7, 90, kernel).toArray();

    assertThat(actual).containsOnly((byte) 201);
  }

  @Test
  void resize_sameSize_isTheSamePicture() {
    RgbImage image = noise(5, 4, 1);

    assertThat(Resizer.resize(image, 5, 4, Kernel.BICUBIC)).isSameAs(image);
  }

  @ParameterizedTest
  @EnumSource
  void resize_oneAxisKept_resamplesOnlyTheOther(Kernel kernel) {
    RgbImage tall = noise(3, 50, 2);

    RgbImage whole = Resizer.resize(tall, 3, 11, kernel);

    for (int x = 0; x < 3; x++) {
      byte[] column = new byte[3 * 50];
      for (int y = 0; y < 50; y++) {
        System.arraycopy(tall.toArray(), 3 * (3 * y + x), column, 3 * y, 3);
      }
      byte[] alone = Resizer.resize(RgbImage.of(1, 50, column), 1, 11, kernel).toArray();
      for (int y = 0; y < 11; y++) {
        assertThat(whole.toArray()[3 * (3 * y + x)]).isEqualTo(alone[3 * y]);
      }
    }
  }

  @Test
  void resize_extremeShapes_fit() {
    assertThat(Resizer.resize(noise(1, 65_000, 3), 384, 384, Kernel.BICUBIC).width())
        .isEqualTo(384);
    assertThat(Resizer.resize(noise(65_000, 1, 4), 1, 1, Kernel.LANCZOS).height()).isEqualTo(1);
  }

  private static RgbImage noise(int width, int height, long seed) {
    byte[] rgb = new byte[3 * width * height];
    new Random(seed).nextBytes(rgb);
    return RgbImage.of(width, height, rgb);
  }

  private static RgbImage fixture(String name) {
    return ImageReader.standard().read(Fixtures.path("pillow-resize/" + name));
  }

  private static String sha256(RgbImage image) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.toArray()));
  }
}
