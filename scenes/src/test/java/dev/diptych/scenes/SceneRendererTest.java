package dev.diptych.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diptych.core.DiptychException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SceneRendererTest {

  private static final int SIDE = 256;

  /**
   * The colours of a fixture picture are read off the picture itself; what is compared is every
   * pixel, so outline, place, ring hole, drawing order and reduction all at once.
   */
  @ParameterizedTest
  @EnumSource
  void render_fixtureScenesInTheirColours_equalsTheReferencePictures(Fixture fixture) {
    List<SceneEvaluation.Picture> pictures = fixture.evaluation().pictures();
    int exact = 0;
    for (SceneEvaluation.Picture picture : pictures) {
      int[] expected = pixels(fixture.image(picture));
      int[] actual = SceneRenderer.render(picture.scene(), SIDE, paletteOf(picture, expected));
      int differing = countDifferent(expected, actual, 2);
      assertThat(differing).as("pixels that differ in %s: %s", fixture, picture).isLessThan(40);
      exact += differing == 0 && countDifferent(expected, actual, 0) == 0 ? 1 : 0;
    }

    assertThat(exact).as("pictures of which no pixel differs").isGreaterThan(pictures.size() / 2);
  }

  @Test
  void renderRgb_fixtureScenesInDrawnColours_staysWithinTheJitter() {
    for (SceneEvaluation.Picture picture : Fixture.SCENES_EVAL.evaluation().pictures()) {
      int[] expected = pixels(Fixture.SCENES_EVAL.image(picture));
      byte[] actual = SceneRenderer.renderRgb(picture.scene(), SIDE, 5);
      int different = 0;
      for (int i = 0; i < expected.length; i++) {
        int pixel =
            (actual[3 * i] & 0xff) << 16
                | (actual[3 * i + 1] & 0xff) << 8
                | (actual[3 * i + 2] & 0xff);
        different += distance(expected[i], pixel) > 2 * 14 + 5 ? 1 : 0;
      }
      assertThat(different).as("pixels of another colour in %s", picture).isLessThan(60);
    }
  }

  @Test
  void renderRgb_equalInputs_giveEqualPixelsAndSeedsDiffer() {
    Scene scene = Scene.sample(new SplittableRandom(1));

    assertThat(SceneRenderer.renderRgb(scene, 64, 9))
        .isEqualTo(SceneRenderer.renderRgb(scene, 64, 9))
        .isNotEqualTo(SceneRenderer.renderRgb(scene, 64, 10))
        .hasSize(64 * 64 * 3);
  }

  @Test
  void renderRgb_manySeeds_strayFromTheNominalColourByTheJitterOnly() {
    Scene scene =
        new Scene(
            Background.GRAY,
            List.of(new SceneObject(Shape.SQUARE, Colour.GREEN, Size.LARGE, .2, .5, .5, 0)));
    Set<Integer> grounds = new HashSet<>();
    int farthest = 0;
    for (long seed = 0; seed < 200; seed++) {
      byte[] rgb = SceneRenderer.renderRgb(scene, 16, seed);
      int ground = rgb[0] & 0xff;
      int object = rgb[3 * (16 * 8 + 8)] & 0xff;
      assertThat(ground).as("seed %s", seed).isBetween(128 - 10, 128 + 10);
      assertThat(object).as("seed %s", seed).isBetween(46 - 14, 46 + 14);
      grounds.add(ground);
      farthest = Math.max(farthest, Math.abs(object - 46));
    }

    assertThat(grounds).hasSizeGreaterThan(15);
    assertThat(farthest).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 257})
  void renderPng_anySide_holdsThePixelsOfRenderRgb(int side) throws IOException {
    Scene scene = Scene.sample(new SplittableRandom(side));
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(SceneRenderer.renderPng(scene, side, 3)));

    assertThat(image.getWidth()).isEqualTo(side);
    assertThat(image.getHeight()).isEqualTo(side);
    byte[] rgb = SceneRenderer.renderRgb(scene, side, 3);
    int[] pixels = pixels(image);
    for (int i = 0; i < pixels.length; i++) {
      assertThat(new byte[] {(byte) (pixels[i] >> 16), (byte) (pixels[i] >> 8), (byte) pixels[i]})
          .as("pixel %s", i)
          .containsExactly(rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 4097})
  void renderRgb_sideOutOfRange_isRefused(int side) {
    Scene scene = Scene.sample(new SplittableRandom(1));

    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> SceneRenderer.renderRgb(scene, side, 0))
        .withMessageContaining("1 to 4096")
        .withMessageContaining("it is " + side);
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static Palette paletteOf(SceneEvaluation.Picture picture, int[] pixels) {
    List<Integer> objects = new ArrayList<>();
    for (SceneObject object : picture.scene().objects()) {
      double aside = object.shape() == Shape.RING ? .775 * object.radius() : 0;
      int x = (int) ((object.x() + aside) * SIDE);
      int y = (int) (object.y() * SIDE);
      objects.add(pixels[y * SIDE + x] & 0xffffff);
    }
    return new Palette(pixels[0] & 0xffffff, objects);
  }

  private static int countDifferent(int[] expected, int[] actual, int tolerance) {
    int count = 0;
    for (int i = 0; i < expected.length; i++) {
      count += distance(expected[i], actual[i]) > tolerance ? 1 : 0;
    }
    return count;
  }

  /** {@return the largest difference of a channel} */
  private static int distance(int pixel, int other) {
    int red = Math.abs((pixel >> 16 & 0xff) - (other >> 16 & 0xff));
    int green = Math.abs((pixel >> 8 & 0xff) - (other >> 8 & 0xff));
    int blue = Math.abs((pixel & 0xff) - (other & 0xff));
    return Math.max(red, Math.max(green, blue));
  }
}
