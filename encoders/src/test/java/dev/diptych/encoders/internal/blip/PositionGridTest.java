package dev.diptych.encoders.internal.blip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class PositionGridTest {

  private static MemorySegment segment(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return MemorySegment.ofArray(bytes.array());
  }

  private static float[] resample(int from, int to, float... values) {
    return PositionGrid.resample(segment(values), from, to, 1)
        .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  @Test
  void resample_sameGrid_changesNothing() {
    assertThat(resample(2, 2, 9, 1, 2, 3, 4)).containsExactly(9, 1, 2, 3, 4);
  }

  @Test
  void resample_constantGrid_staysConstant() {
    float[] result = resample(3, 5, 7, 2, 2, 2, 2, 2, 2, 2, 2, 2);
    assertThat(result[0]).isEqualTo(7);
    for (int i = 1; i < result.length; i++) {
      assertThat(result[i]).isCloseTo(2, within(1e-6f));
    }
  }

  /**
   * By hand, a = -0.75: columns 0 and 1 to four. Output 0 lies at 0.5/2 - 0.5 = -0.25, so its taps
   * sit at -2, -1, 0, 1 with fraction 0.75; edges repeat, so all but the last tap read column 0.
   * The last one, at distance 1.25, weighs ((-0.75·1.25 + 3.75)·1.25 - 6)·1.25 + 3 = -0.10546875.
   * Output 1 lies at 0.25: the taps at 0.75 and 1.75 beyond it read column 1 and weigh ((1.25·0.75
   * - 2.25)·0.5625 + 1) = 0.26171875 and -0.03515625.
   */
  @Test
  void resample_twoColumnsToFour_equalsTheFormulaByHand() {
    float[] result = resample(2, 4, 0, 0, 1, 0, 1);
    assertThat(result[1]).isCloseTo(-0.10546875f, within(1e-6f));
    assertThat(result[2]).isCloseTo(0.26171875f - 0.03515625f, within(1e-6f));
    assertThat(result[3]).isCloseTo(1 - result[2], within(1e-6f));
    assertThat(result[4]).isCloseTo(1 - result[1], within(1e-6f));
  }
}
