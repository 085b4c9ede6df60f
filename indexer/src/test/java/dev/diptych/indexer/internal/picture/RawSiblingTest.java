package dev.diptych.indexer.internal.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawSiblingTest {

  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0};

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "IMG_1.CR2, IMG_1.JPG",
    "IMG_1.cr2, IMG_1.jpg",
    "DSC.NEF, DSC.jpeg",
    "a.arw, a.HEIC",
    "a.b.dng, a.b.png",
    "x.RAF, x.JPG",
    "c.CR3, c.HIF"
  })
  void of_pictureOfTheSameNameBeside_isNamed(String raw, String shown) throws IOException {
    Path file = Files.createFile(folder.resolve(raw));
    Files.write(folder.resolve(shown), JPEG);

    assertThat(RawSibling.of(file)).contains(shown);
    assertThat(RawSibling.of(folder.resolve(shown))).as("the picture itself").isEmpty();
  }

  @Test
  void of_standingAloneOrBesideOthers_isEmpty() throws IOException {
    Path file = Files.createFile(folder.resolve("IMG_1.CR2"));
    Files.createFile(folder.resolve("IMG_1.txt"));
    Files.write(folder.resolve("IMG_11.JPG"), JPEG);
    Files.createFile(folder.resolve("IMG_1.JPG")); // empty, as a full card leaves it
    Files.createFile(folder.resolve("IMG_1.NEF"));
    Files.createDirectory(folder.resolve("IMG_1.png"));

    assertThat(RawSibling.of(file)).isEmpty();
  }
}
