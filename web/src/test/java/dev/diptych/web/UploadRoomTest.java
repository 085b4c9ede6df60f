package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import org.junit.jupiter.api.Test;

final class UploadRoomTest {

  @Test
  void take_moreThanThereIs_overloadedUntilOneIsDone() {
    UploadRoom room = new UploadRoom(10_240);

    try (UploadRoom.Taken first = room.take(6_000, 8_000)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> room.take(6_000, 8_000))
          .isInstanceOfSatisfying(
              DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED))
          .hasMessageContaining("10240 bytes");
      room.take(0, 8_000).close();
    }
    room.take(6_000, 8_000).close();
  }

  @Test
  void take_lengthUnknownOrBeyondTheCap_theCapCounts() {
    UploadRoom room = new UploadRoom(10_240);

    for (long announced : new long[] {-1, Long.MAX_VALUE}) {
      try (UploadRoom.Taken whole = room.take(announced, 10_240)) {
        assertThat(whole).isNotNull();
        assertThatThrownBy(() -> room.take(1, 10_240)).isInstanceOf(DiptychException.class);
      }
    }
  }

  @Test
  void take_oneUploadOfTheLargestSize_alwaysFitsAlone() {
    UploadRoom.ofHeap(1 << 30).take(1 << 30, 1 << 30).close();
  }
}
