package dev.diptych.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureFormatTest {

  @Test
  void of_textThatBeginsLikeABitmap_isNoPicture() {
    assertThat(PictureFormat.of("BMW and other cars, in many words".getBytes(ISO_8859_1)))
        .isEmpty();
    byte[] bitmap = Arrays.copyOf("BM".getBytes(ISO_8859_1), 30);
    bitmap[14] = 40;
    assertThat(PictureFormat.of(bitmap)).contains(PictureFormat.BMP);
  }

  @Test
  void of_bothKindsOfTiff_isTiff() {
    for (String head : new String[] {"II*\0", "MM\0*", "II+\0", "MM\0+"}) {
      assertThat(PictureFormat.of(head.getBytes(ISO_8859_1))).contains(PictureFormat.TIFF);
    }
  }

  @Test
  void of_generalBrandBeforeThatOfACodec_isTheCodecs() {
    byte[] file = "\0\0\0\u001cftypmif1\0\0\0\0mif1avifmiaf".getBytes(ISO_8859_1);

    assertThat(PictureFormat.of(file)).contains(PictureFormat.AVIF);
    assertThat(PictureFormat.of("\0\0\0\u0014ftypisom\0\0\0\0mp42".getBytes(ISO_8859_1))).isEmpty();
  }

  @Test
  void of_everyBeginningOfAFile_neverFails() {
    byte[] file = "\0\0\0\u001cftypmif1\0\0\0\0mif1avifmiaf".getBytes(ISO_8859_1);
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThat(PictureFormat.of(cut)).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"jpg, JPEG", "JPEG, JPEG", "tif, TIFF", "heif, HEIC", "WebP, WEBP", "JPEG XL, JXL"})
  void named_namesThatPeopleUse_areKnown(String name, PictureFormat format) {
    assertThat(PictureFormat.named(name)).contains(format);
  }

  @Test
  void named_noFormat_isEmpty() {
    assertThat(PictureFormat.named("doc")).isEmpty();
    assertThat(PictureFormat.named("")).isEmpty();
  }
}
