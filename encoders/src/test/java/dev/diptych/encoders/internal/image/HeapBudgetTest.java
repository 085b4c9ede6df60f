package dev.diptych.encoders.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.internal.image.HeapBudget.Outcome;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A heap of 1,000 bytes, of which decoders may take what others leave of 750. */
@Timeout(60)
class HeapBudgetTest {

  private final AtomicLong used = new AtomicLong(100);
  private final AtomicLong garbage = new AtomicLong(0);
  private final HeapBudget heap =
      new HeapBudget(1000, () -> used.get() + garbage.get(), () -> garbage.set(0));

  @Test
  void reserve_moreThanOthersLeave_neverFits() {
    assertThat(heap.reserve(651, 0, () -> true)).isEqualTo(Outcome.NEVER_FITS);
    assertThat(heap.reserve(650, 0, () -> true)).isEqualTo(Outcome.RESERVED);
  }

  @Test
  void reserve_heapFullOfGarbage_collectsFirst() {
    garbage.set(850);

    assertThat(heap.reserve(600, 0, () -> true)).isEqualTo(Outcome.RESERVED);
  }

  @Test
  void reserve_secondLargePicture_waitsForTheFirst() {
    heap.reserve(400, 0, () -> true);

    assertThat(heap.reserve(300, 0, () -> true)).isEqualTo(Outcome.GIVEN_UP);
    heap.release(400);
    assertThat(heap.reserve(300, 0, () -> true)).isEqualTo(Outcome.RESERVED);
  }

  @Test
  void reserve_smallPicturesBesideALargeOne_areNotHeldUp() {
    heap.reserve(300, 0, () -> true);

    assertThat(heap.reserve(40, 0, () -> true)).isEqualTo(Outcome.RESERVED);
  }

  @Test
  void reserve_memoryOutsideTheHeap_countsOnlyBesideOthers() {
    assertThat(heap.reserve(300, 5000, () -> true)).isEqualTo(Outcome.RESERVED);
    assertThat(heap.reserve(200, 0, () -> true)).isEqualTo(Outcome.GIVEN_UP);
  }

  @Test
  void reserveAll_othersRunning_waitsAndThenKeepsThemOut() {
    heap.reserve(40, 0, () -> true);

    assertThat(heap.reserveAll(() -> true)).isEqualTo(Outcome.GIVEN_UP);
    heap.release(40);
    assertThat(heap.reserveAll(() -> true)).isEqualTo(Outcome.RESERVED);
    assertThat(heap.reserve(40, 0, () -> true)).isEqualTo(Outcome.GIVEN_UP);
    heap.release(heap.all());
    assertThat(heap.reserve(40, 0, () -> true)).isEqualTo(Outcome.RESERVED);
  }
}
