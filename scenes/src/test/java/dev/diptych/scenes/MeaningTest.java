package dev.diptych.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diptych.core.DiptychException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeaningTest {

  private static final SceneObject RED_CIRCLE =
      new SceneObject(Shape.CIRCLE, Colour.RED, Size.SMALL, .12, .2, .5, 0);
  private static final SceneObject BLUE_SQUARE =
      new SceneObject(Shape.SQUARE, Colour.BLUE, Size.LARGE, .21, .7, .5, 0);
  private static final ObjectPattern RED = new ObjectPattern(null, Colour.RED, null);
  private static final ObjectPattern ANY = new ObjectPattern(null, null, null);

  @ParameterizedTest
  @EnumSource
  void isTrueOf_allPairsOfFixture_agreesWithReference(Fixture fixture) {
    SceneEvaluation evaluation = fixture.evaluation();

    assertThat(SceneEvaluation.judge(evaluation.captions(), evaluation.pictures()))
        .hasSizeGreaterThan(100)
        .isEqualTo(evaluation.truePairs());
  }

  @Test
  void isTrueOf_relation_dependsOnWhoIsWhere() {
    Meaning redLeftOfOther =
        new Meaning(
            List.of(RED, ANY), new Meaning.Relation(0, 1, Direction.LEFT), null, null, null);
    SceneObject redRight = RED_CIRCLE.withColour(Colour.RED).atPlaceOf(BLUE_SQUARE);
    SceneObject blueLeft = BLUE_SQUARE.atPlaceOf(RED_CIRCLE);

    assertThat(redLeftOfOther.isTrueOf(scene(RED_CIRCLE, BLUE_SQUARE))).isTrue();
    assertThat(redLeftOfOther.isTrueOf(scene(BLUE_SQUARE, RED_CIRCLE))).isTrue();
    assertThat(redLeftOfOther.isTrueOf(scene(redRight, blueLeft))).isFalse();
  }

  @Test
  void isTrueOf_twoPatternsOneObject_isFalse() {
    Meaning two = new Meaning(List.of(RED, RED), null, null, null, null);

    assertThat(two.isTrueOf(scene(RED_CIRCLE))).isFalse();
    assertThat(two.isTrueOf(scene(RED_CIRCLE, BLUE_SQUARE))).isFalse();
    assertThat(two.isTrueOf(scene(RED_CIRCLE, BLUE_SQUARE.withColour(Colour.RED)))).isTrue();
  }

  @Test
  void isTrueOf_count_countsAtLeast() {
    Meaning two = new Meaning(List.of(), null, null, null, new Meaning.Count(RED, 2));
    SceneObject redSquare = BLUE_SQUARE.withColour(Colour.RED);

    assertThat(two.isTrueOf(scene(RED_CIRCLE, BLUE_SQUARE))).isFalse();
    assertThat(two.isTrueOf(scene(RED_CIRCLE, redSquare))).isTrue();
    assertThat(two.isTrueOf(scene(RED_CIRCLE, redSquare, RED_CIRCLE))).isTrue();
  }

  @Test
  void construct_relationOfMissingObject_namesIndexAndSize() {
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(
            () ->
                new Meaning(
                    List.of(RED), new Meaning.Relation(0, 1, Direction.LEFT), null, null, null))
        .withMessageContaining("relation")
        .withMessageContaining("1 objects")
        .withMessageContaining("it names 1");
  }

  private static Scene scene(SceneObject... objects) {
    return new Scene(Background.WHITE, List.of(objects));
  }
}
