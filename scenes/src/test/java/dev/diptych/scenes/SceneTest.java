package dev.diptych.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SceneTest {

  private static final long SEED = 20;
  private static final List<Scene> DRAWN = draw(20_000, SEED);

  @Test
  void sample_objectCounts_areQuarterHalfQuarter() {
    assertThat(share(scene -> scene.objects().size() == 1)).isCloseTo(.25, within(.02));
    assertThat(share(scene -> scene.objects().size() == 2)).isCloseTo(.5, within(.03));
    assertThat(share(scene -> scene.objects().size() == 3)).isCloseTo(.25, within(.03));
  }

  @Test
  void sample_backgroundsShapesColours_allDrawnEvenly() {
    for (Background background : Background.values()) {
      assertThat(share(scene -> scene.background() == background))
          .as("share of %s, seed %s", background, SEED)
          .isCloseTo(.2, within(.015));
    }
    for (Shape shape : Shape.values()) {
      assertThat(share(scene -> scene.objects().getFirst().shape() == shape))
          .as("share of %s, seed %s", shape, SEED)
          .isCloseTo(.125, within(.01));
    }
    for (Background background : Background.values()) {
      long lost = Arrays.stream(Colour.values()).filter(c -> !c.standsOutOn(background)).count();
      List<Scene> on = DRAWN.stream().filter(s -> s.background() == background).toList();
      for (Colour colour : Colour.values()) {
        double expected = colour.standsOutOn(background) ? 1.0 / (11 - lost) : 0;
        assertThat(
                on.stream().filter(s -> s.objects().getFirst().colour() == colour).count()
                    / (double) on.size())
            .as("share of %s on %s, seed %s", colour, background, SEED)
            .isCloseTo(expected, within(expected == 0 ? 0 : .02));
      }
    }
  }

  @Test
  void sample_pairs_areAlikeForTwelvePercentAndByChance() {
    List<Scene> pairs = DRAWN.stream().filter(scene -> scene.objects().size() == 2).toList();
    double alike =
        pairs.stream().filter(s -> s.objects().get(0).looksLike(s.objects().get(1))).count()
            / (double) pairs.size();

    assertThat(alike).as("seed %s", SEED).isCloseTo(.12 + .88 / 80, within(.012));
  }

  @Test
  void sample_sizes_areThirdsAndWithinEightPercent() {
    for (Size size : Size.values()) {
      assertThat(share(scene -> scene.objects().getFirst().size() == size))
          .as("share of %s, seed %s", size, SEED)
          .isCloseTo(1.0 / 3, within(.015));
    }
    assertThat(objects())
        .as("seed %s", SEED)
        .allSatisfy(
            object -> {
              double nominal =
                  switch (object.size()) {
                    case SMALL -> .12;
                    case MEDIUM -> .165;
                    case LARGE -> .215;
                  };
              assertThat(object.radius() / nominal).isBetween(.92, 1.08);
              assertThat(object.rotation()).isBetween(-.25, .25);
            });
  }

  @Test
  void sample_objects_lieInsideApartAndStandOut() {
    assertThat(DRAWN).as("seed %s", SEED).allMatch(Scene::isDrawable);
    for (Scene scene : DRAWN) {
      for (SceneObject object : scene.objects()) {
        assertThat(object.x()).isBetween(object.radius() + .02 - 1e-12, .98 - object.radius());
        assertThat(object.y()).isBetween(object.radius() + .02 - 1e-12, .98 - object.radius());
      }
    }
  }

  @Test
  void sample_equalSeeds_giveEqualScenes() {
    assertThat(draw(50, 7)).isEqualTo(draw(50, 7)).isNotEqualTo(draw(50, 8));
  }

  @Test
  void construct_wrongNumberOfObjects_isRefused() {
    SceneObject object = DRAWN.getFirst().objects().getFirst();

    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> new Scene(Background.GRAY, List.of()))
        .withMessageContaining("1 to 3 objects, but 0 came");
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> new Scene(Background.GRAY, List.of(object, object, object, object)))
        .withMessageContaining("but 4 came");
  }

  @Test
  void constructObject_numbersOutOfRange_areNamed() {
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(
            () -> new SceneObject(Shape.STAR, Colour.RED, Size.SMALL, Double.NaN, .5, .5, 0))
        .withMessageContaining("radius")
        .withMessageContaining("NaN");
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> new SceneObject(Shape.STAR, Colour.RED, Size.SMALL, .1, .5, 1.5, 0))
        .withMessageContaining("y must be from 0 to 1, but it is 1.5");
  }

  private static List<Scene> draw(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Stream.generate(() -> Scene.sample(random)).limit(count).toList();
  }

  private static List<SceneObject> objects() {
    return DRAWN.stream().flatMap(scene -> scene.objects().stream()).toList();
  }

  private static double share(Predicate<Scene> property) {
    return DRAWN.stream().filter(property).count() / (double) DRAWN.size();
  }
}
