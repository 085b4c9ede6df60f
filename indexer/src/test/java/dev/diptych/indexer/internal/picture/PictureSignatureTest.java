package dev.diptych.indexer.internal.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ContentHash;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureSignatureTest {

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "bmp", "tiff"})
  void matches_writtenPicture_isOne(String format) throws IOException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    Path file = Files.write(temp.resolve("no-extension"), out.toByteArray());
    assertThat(PictureSignature.matches(PictureSignature.head(file))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RIFF\4\0\0\0WEBPVP8L",
        "II*\0....",
        "MM\0*....",
        "GIF87a",
        "GIF89a",
        "BM\0\0\0\0\0\0\0\0\0\0\0\0(\0\0\0\0\0\0\0\0\0\0\0"
      })
  void matches_signature_isOne(String head) {
    assertThat(PictureSignature.matches(head.getBytes(StandardCharsets.ISO_8859_1))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "B",
        "BMW is a car",
        "PK\3\4",
        "OggS",
        "<svg/>",
        "RIFF\4\0\0\0WAVE",
        "%PDF-1.7"
      })
  void matches_anythingElse_isNone(String head) {
    assertThat(PictureSignature.matches(head.getBytes(StandardCharsets.ISO_8859_1))).isFalse();
  }

  @Test
  void of_fileAndBytes_haveTheSameHash() throws IOException {
    byte[] bytes = "abc".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(temp.resolve("file"), bytes);
    try (InputStream in = Files.newInputStream(file)) {
      assertThat(ContentHash.of(in)).isEqualTo(ContentHash.of(bytes)).hasSize(64);
    }
    assertThat(ContentHash.of("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
