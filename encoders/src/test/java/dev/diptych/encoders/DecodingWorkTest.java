package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Without these bounds each of the files takes a processor for minutes. */
@Timeout(60)
class DecodingWorkTest {

  private static final byte[] SMALL = ScanBombs.progressive(48, 40);

  @Test
  void read_fewBytesAndManyPixels_isCutShort() {
    byte[] bomb = ScanBombs.withMoreScans(ScanBombs.withSize(SMALL, 8900, 8900), 10);

    assertThat(bomb).hasSizeLessThan(2000);
    refused(bomb, ErrorCode.UNREADABLE_IMAGE).hasMessageContaining("its size takes at least");
  }

  @Test
  void read_thousandsOfScans_areRefused() {
    byte[] bomb = ScanBombs.withMoreScans(ScanBombs.withSize(SMALL, 8900, 8900), 2000);

    assertThat(bomb).hasSizeLessThan(30_000);
    refused(bomb, ErrorCode.TOO_LARGE).hasMessageContaining("more than 500 scans");
  }

  @Test
  void read_thousandsOfScansOfASmallPicture_areRefused() {
    refused(ScanBombs.withMoreScans(SMALL, 2000), ErrorCode.TOO_LARGE)
        .hasMessageContaining("more than 500 scans");
  }

  @Test
  void read_manyScansOfALargePicture_areRefusedBySizeTimesScans() {
    byte[] bomb = ScanBombs.withMoreScans(ScanBombs.progressive(1000, 1000), 60);

    assertThatThrownBy(
            () ->
                ImageReader.withLimits(new ImageLimits(1_000_000, 2_000_000, 2000))
                    .read(bomb, "bomb"))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContaining("scans");
  }

  @Test
  void read_someScansMoreThanUsual_isRead() {
    byte[] file = ScanBombs.withMoreScans(SMALL, 30);

    assertThat(ImageReader.standard().read(file, "picture").width()).isEqualTo(48);
  }

  private static AbstractThrowableAssert<?, ?> refused(byte[] file, ErrorCode code) {
    return assertThatThrownBy(() -> ImageReader.standard().read(file, "bomb.jpg"))
        .isInstanceOfSatisfying(DiptychException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining("bomb.jpg");
  }
}
