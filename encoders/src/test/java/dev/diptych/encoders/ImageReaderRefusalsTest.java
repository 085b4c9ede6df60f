package dev.diptych.encoders;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReaderRefusalsTest {

  private static final ImageReader READER = ImageReader.standard();

  @TempDir Path folder;

  @Test
  void read_emptyFile_saysSo() {
    refused(new byte[0]).hasMessageContaining("empty (0 bytes)").hasMessageContaining("photo.jpg");
  }

  @Test
  void read_renamedZip_saysZip() throws IOException {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("a"));
    }
    refused(zip.toByteArray())
        .hasMessageContaining("starts like a ZIP archive")
        .hasMessageContaining("JPEG, PNG, GIF, BMP, WebP, TIFF");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "\ufeff<?xml version=\"1.0\"?>\n<!-- Made by hand -->\n<svg width='1'></svg>",
        "  <?xml version=\"1.0\"?><!DOCTYPE svg><svg:svg xmlns:svg='x'/>"
      })
  void read_svg_saysThatItHasNoPixels(String svg) {
    refused(svg.getBytes(UTF_8))
        .hasMessageContaining("SVG")
        .hasMessageContaining("export it as PNG");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a caption of a picture | text file",
        "BM is how this text begins, and it goes on | text file",
        "Grüße aus München | text file",
        "<!DOCTYPE html><html></html> | HTML page",
        "version https://git-lfs.github.com/spec/v1 | git lfs pull",
        "%PDF-1.7 | PDF",
        "RIFFxxxxWAVEfmt | RIFF"
      })
  void read_otherFile_saysWhatItSeemsToBe(String content, String said) {
    refused(content.getBytes(UTF_8)).hasMessageContaining(said);
  }

  @Test
  void read_unknownBytes_saysWhatTheySeemToBe() {
    refused(new byte[] {9, 8, 7, 0, (byte) 0xfe}).hasMessageContaining("09 08 07 00 fe");
    refused(new byte[500]).hasMessageContaining("zero bytes");
    refused("\0\0\0\u0018ftypcrx \0\0\0\0".getBytes(ISO_8859_1)).hasMessageContaining("CR3");
    refused("FUJIFILMCCD-RAW 0201".getBytes(ISO_8859_1)).hasMessageContaining("RAF");
    refused("OggS\0\2".getBytes(ISO_8859_1)).hasMessageContaining("Ogg");
  }

  @Test
  void read_jpegWithoutItsEnd_isReadButNotWithoutAScan() throws IOException {
    for (String name : new String[] {"progressive.jpg", "ycc-420.jpg"}) {
      byte[] whole = ImageReaderFormatsTest.bytes(name);
      byte[] endless = Arrays.copyOf(whole, whole.length - 2);

      assertThat(READER.read(endless, name).toArray())
          .isEqualTo(READER.read(whole, name).toArray());
    }
    byte[] progressive = ImageReaderFormatsTest.bytes("progressive.jpg");
    int lastScan = new String(progressive, ISO_8859_1).lastIndexOf("\u00ff\u00da");
    refused(Arrays.copyOf(progressive, lastScan)).hasMessageContaining("too early");
  }

  @Test
  void read_jpegWithArithmeticCoding_isNamedNotCalledDamaged() throws IOException {
    byte[] jpeg = ImageReaderFormatsTest.bytes("ycc-420.jpg");
    int frame = new String(jpeg, ISO_8859_1).indexOf("\u00ff\u00c0");
    jpeg[frame + 1] = (byte) 0xc9;

    refused(jpeg).hasMessageContaining("arithmetic coding").hasMessageNotContaining("damaged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ycc-420.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "rgb.png",
        "interlaced.png",
        "palette.png",
        "full.gif",
        "rgb.bmp",
        "palette.bmp",
        "lossy.webp",
        "lossless.webp",
        "lossless-alpha.webp",
        "rgb.tif",
        "lzw.tif",
        "deflate.tif",
        "packbits.tif",
        "jpeg.tif",
        "fax-4.tif"
      })
  void read_cutShort_isRefused(String file) throws IOException {
    byte[] whole = ImageReaderFormatsTest.bytes(file);
    for (int percent : new int[] {2, 30, 60}) {
      byte[] part = Arrays.copyOf(whole, whole.length * percent / 100);
      if (part.length > 0) {
        assertThatThrownBy(() -> READER.read(part, "part"))
            .as("%s cut to %s %%", file, percent)
            .isInstanceOfSatisfying(
                DiptychException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREADABLE_IMAGE));
      }
    }
  }

  @Test
  void read_hugeSizeInHeader_isRefusedBeforeDecoding() throws IOException {
    byte[] bomb = png(30_000, 30_000, new byte[10]);

    assertThatThrownBy(() -> READER.read(bomb, "bomb.png"))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContaining("30,000 x 30,000")
        .hasMessageContaining("250,000,000");
  }

  @Test
  void read_longSide_isRefused() throws IOException {
    byte[] line = png(70_000, 1, new byte[10]);

    assertThatThrownBy(() -> READER.read(line, "line.png"))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContaining("65,535");
  }

  @Test
  void read_gifOnHugeScreen_isRefused() throws IOException {
    byte[] gif = ImageReaderFormatsTest.bytes("small-frame.gif");
    Arrays.fill(gif, 6, 10, (byte) 0xff);

    assertThatThrownBy(() -> READER.read(gif, "screen.gif"))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
  }

  /** Its header asks for ten thousands of tables, all of them past the end. */
  @Test
  @Timeout(10)
  void read_decoderSentPastTheEnd_isStopped() throws IOException {
    refused(ImageReaderFormatsTest.bytes("endless.webp")).hasMessageContaining("too early");
  }

  @Test
  void read_bitmapThatWrapsAPng_isRefused() throws IOException {
    byte[] bmp = ImageReaderFormatsTest.bytes("rgb.bmp");
    bmp[30] = 5;

    refused(bmp).hasMessageContaining("wraps a PNG");
  }

  @Test
  void read_pixelsAndBytesAtTheirLimits_areRead() throws IOException {
    byte[] file = ImageReaderFormatsTest.bytes("rgb.png");

    assertThat(limits(file.length, 21 * 13, 21).read(file, "x").width()).isEqualTo(21);
    assertThatThrownBy(() -> limits(file.length - 1, 21 * 13, 21).read(file, "x"))
        .hasMessageContaining("bytes");
    assertThatThrownBy(() -> limits(file.length, 21 * 13 - 1, 21).read(file, "x"))
        .hasMessageContaining("pixels");
    assertThatThrownBy(() -> limits(file.length, 21 * 13, 20).read(file, "x"))
        .hasMessageContaining("side");
    assertThatThrownBy(() -> new ImageLimits(0, 1, 1)).isInstanceOf(DiptychException.class);
  }

  @Test
  void read_paths_missingFolderAndLargeFile_areToldApart() throws IOException {
    assertThatThrownBy(() -> READER.read(folder.resolve("none.jpg")))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining("none.jpg");
    assertThatThrownBy(() -> READER.read(folder)).hasMessageContaining("folder");

    Path large = folder.resolve("large.jpg");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(200_000_000);
    }
    assertThatThrownBy(() -> READER.read(large))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContaining("200,000,000");
  }

  @Test
  void read_wrongExtension_doesNotMatter() throws IOException {
    Path path = folder.resolve("really-a-png.jpg");
    Files.write(path, ImageReaderFormatsTest.bytes("rgb.png"));

    assertThat(READER.read(path).width()).isEqualTo(21);
  }

  @Test
  void read_webpWithProfile_isTurnedToSrgb() throws IOException {
    byte[] plain = ImageReaderFormatsTest.bytes("lossless.webp");
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();

    byte[] turned = READER.read(withProfile(plain, linear), "profile.webp").toArray();

    byte[] stored = READER.read(plain, "plain.webp").toArray();
    for (int i = 0; i < stored.length; i++) {
      double light = (stored[i] & 0xff) / 255.0;
      double srgb = light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
      assertThat(turned[i] & 0xff).isCloseTo((int) Math.round(255 * srgb), within(2));
    }
  }

  @Test
  void read_damagedOrUnfitProfile_isIgnored() throws IOException {
    byte[] plain = ImageReaderFormatsTest.bytes("lossless.webp");
    byte[] stored = READER.read(plain, "plain.webp").toArray();
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] grey = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();

    for (byte[] profile : new byte[][] {new byte[300], Arrays.copyOf(linear, 200), grey}) {
      assertThat(READER.read(withProfile(plain, profile), "x").toArray()).isEqualTo(stored);
    }
  }

  @Test
  void thumbnailJpeg_largePicture_keepsAspectRatio() {
    RgbImage image = RgbImage.of(300, 100, filled(300 * 100, 90));

    RgbImage small = READER.read(Thumbnails.thumbnailJpeg(image, 64), "thumbnail");

    assertThat(small.width()).isEqualTo(64);
    assertThat(small.height()).isEqualTo(21);
    assertThat(small.toArray()).containsOnly((byte) 90);
  }

  @Test
  void thumbnailJpeg_coloursAndTinyPictures_survive() {
    byte[] orange = {(byte) 250, (byte) 130, 20};
    byte[] jpeg = Thumbnails.thumbnailJpeg(RgbImage.of(1, 1, orange), 64);

    byte[] actual = READER.read(jpeg, "thumbnail").toArray();

    for (int i = 0; i < 3; i++) {
      assertThat(actual[i] & 0xff).isBetween((orange[i] & 0xff) - 3, (orange[i] & 0xff) + 3);
    }
    assertThat(Thumbnails.thumbnailJpeg(RgbImage.of(1, 900, filled(900, 7)), 2)).isNotEmpty();
    RgbImage large = RgbImage.of(6000, 3000, new byte[3 * 6000 * 3000]);
    assertThat(Thumbnails.thumbnailJpeg(large, 1)).isNotEmpty();
    assertThatThrownBy(() -> Thumbnails.thumbnailJpeg(RgbImage.of(1, 1, orange), 0))
        .isInstanceOf(DiptychException.class);
  }

  private static ImageReader limits(long bytes, long pixels, int side) {
    return ImageReader.withLimits(new ImageLimits(bytes, pixels, side));
  }

  private static AbstractThrowableAssert<?, ?> refused(byte[] file) {
    return assertThatThrownBy(() -> READER.read(file, "photo.jpg"))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREADABLE_IMAGE));
  }

  private static byte[] filled(int pixels, int value) {
    byte[] rgb = new byte[3 * pixels];
    Arrays.fill(rgb, (byte) value);
    return rgb;
  }

  /** A grey PNG of one bit a pixel that states any size. */
  private static byte[] png(int width, int height, byte[] data) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(data);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write("\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1));
    byte[] header = {0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
    ByteBuffer.wrap(header).putInt(width).putInt(height);
    chunk(file, "IHDR", header);
    chunk(file, "IDAT", packed.toByteArray());
    chunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] data)
      throws IOException {
    byte[] typed = new byte[4 + data.length];
    System.arraycopy(type.getBytes(ISO_8859_1), 0, typed, 0, 4);
    System.arraycopy(data, 0, typed, 4, data.length);
    CRC32 sum = new CRC32();
    sum.update(typed);
    file.write(ByteBuffer.allocate(4).putInt(data.length).array());
    file.write(typed);
    file.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }

  /** Puts the one chunk of a simple WebP file behind a header that announces a profile. */
  private static byte[] withProfile(byte[] webp, byte[] profile) {
    int padding = profile.length & 1;
    ByteBuffer file =
        ByteBuffer.allocate(webp.length + 18 + 8 + profile.length + padding)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(ISO_8859_1)).putInt(file.capacity() - 8);
    file.put("WEBPVP8X".getBytes(ISO_8859_1)).putInt(10);
    file.put((byte) 0x20).put(new byte[3]);
    file.put(new byte[] {20, 0, 0, 12, 0, 0});
    file.put("ICCP".getBytes(ISO_8859_1)).putInt(profile.length);
    file.put(profile).put(new byte[padding]);
    file.put(webp, 12, webp.length - 12);
    return file.array();
  }
}
