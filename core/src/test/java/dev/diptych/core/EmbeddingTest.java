package dev.diptych.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EmbeddingTest {

  private static final Embedding EAST = Embedding.of(new float[] {1, 0});
  private static final Embedding EAST_AND_NORTH = Embedding.of(2, new float[] {1, 0, 0, 1});
  private static final Embedding NORTH_AND_EAST = Embedding.of(2, new float[] {0, 1, 1, 0});

  @Test
  void dot_severalAndOne_isTheLargestCosine() {
    Embedding between = Embedding.of(new float[] {0.6f, 0.8f});
    assertThat(EAST_AND_NORTH.dot(between).value()).isCloseTo(0.8f, within(1e-6f));
    assertThat(between.dot(EAST_AND_NORTH)).isEqualTo(EAST_AND_NORTH.dot(between));
  }

  @Test
  void dot_severalAndSeveral_comparesThoseOfTheSameNumber() {
    assertThat(EAST_AND_NORTH.dot(EAST_AND_NORTH).value()).isEqualTo(1);
    assertThat(EAST_AND_NORTH.dot(NORTH_AND_EAST).value()).isZero();
  }

  @Test
  void dot_thatDoNotFit_isRefused() {
    Embedding three = Embedding.of(3, new float[] {1, 0, 1, 0, 1, 0});
    Embedding wider = Embedding.of(new float[] {1, 0, 0});
    for (Embedding other : new Embedding[] {three, wider}) {
      assertThat(EAST_AND_NORTH.fits(other)).isFalse();
      assertThatThrownBy(() -> EAST_AND_NORTH.dot(other))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("2 x 2");
    }
    assertThat(EAST.fits(three)).isTrue();
  }

  @Test
  void of_vectorsThatAreNone_isRefused() {
    assertThatThrownBy(() -> Embedding.of(2, new float[] {1, 0, 0.5f, 0.5f}))
        .as("the second is too short")
        .isInstanceOf(DiptychException.class);
    assertThatThrownBy(() -> Embedding.of(2, new float[] {1, 0, 1}))
        .isInstanceOf(DiptychException.class);
    assertThatThrownBy(() -> Embedding.of(new float[0])).isInstanceOf(DiptychException.class);
    assertThatThrownBy(() -> Embedding.of(0, new float[] {1})).isInstanceOf(DiptychException.class);
  }

  @Test
  void vector_ofSeveral_isThatOfItsNumber() {
    assertThat(NORTH_AND_EAST.count()).isEqualTo(2);
    assertThat(NORTH_AND_EAST.dimension()).isEqualTo(2);
    assertThat(NORTH_AND_EAST.vector(1)).containsExactly(1, 0);
    assertThat(EAST.vector(7)).as("of a single one it is that").containsExactly(1, 0);
    assertThat(NORTH_AND_EAST).isNotEqualTo(EAST_AND_NORTH).isNotEqualTo(EAST);
    assertThat(Embedding.of(2, NORTH_AND_EAST.toArray())).isEqualTo(NORTH_AND_EAST);
  }
}
