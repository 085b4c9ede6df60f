package dev.diptych.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LookTest {

  private static final long SEED = 11;

  private final Random random = new Random(SEED);

  @Test
  void fromBytes_ofToBytes_isTheSameLook() {
    Look look = Look.of(colours());
    byte[] stored = look.toBytes();

    Look read = Look.fromBytes(stored, 0, stored.length).orElseThrow();

    assertThat(read).isEqualTo(look);
    assertThat(read.hash()).isEqualTo(look.hash());
    assertThat(read.mirroredHash()).isEqualTo(look.mirroredHash());
    assertThat(read.colours()).isEqualTo(look.colours());
    assertThat(Look.fromBytes(stored, 0, stored.length - 1)).isEmpty();
  }

  @Test
  void hash_ofAMirroredPicture_isItsMirroredHash() {
    byte[] colours = colours();
    byte[] mirrored = new byte[colours.length];
    for (int i = 0; i < Look.SIDE * Look.SIDE; i++) {
      int from = i / Look.SIDE * Look.SIDE + Look.SIDE - 1 - i % Look.SIDE;
      System.arraycopy(colours, 3 * from, mirrored, 3 * i, 3);
    }

    assertThat(Look.of(mirrored).hash())
        .as("seed %s", SEED)
        .isEqualTo(Look.of(colours).mirroredHash());
  }

  @Test
  void hash_ofABrighterPicture_isTheSame() {
    byte[] colours = colours();
    byte[] brighter = colours.clone();
    for (int i = 0; i < brighter.length; i++) {
      brighter[i] = (byte) (brighter[i] + 20);
    }

    assertThat(Long.bitCount(Look.of(brighter).hash() ^ Look.of(colours).hash()))
        .as("bits that differ, seed %s", SEED)
        .isLessThanOrEqualTo(1);
  }

  @Test
  void of_anotherNumberOfSamples_isRefused() {
    assertThatThrownBy(() -> Look.of(new byte[12]))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("3072 samples, but 12 came");
  }

  private byte[] colours() {
    byte[] colours = new byte[3 * Look.SIDE * Look.SIDE];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = (byte) random.nextInt(200);
    }
    return colours;
  }
}
