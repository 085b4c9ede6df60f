package dev.diptych.testkit.odd;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Makes JPEG files with the JDK's own encoder, and changes their segments. */
final class JpegFile {

  private static final float QUALITY = 0.97f;

  private JpegFile() {}

  static byte[] colour(Drawing picture, boolean progressive) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    fill(image, picture);
    return encode(image, progressive);
  }

  static byte[] grey(Drawing picture, boolean progressive) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        image.getRaster().setSample(x, y, 0, picture.sample(x, y, 1));
      }
    }
    return encode(image, progressive);
  }

  /** Reads a picture with the JDK's own decoders. */
  static Drawing read(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    return Drawing.of(image.getWidth(), image.getHeight(), image::getRGB);
  }

  /** Reads a picture with the JDK's own decoders. */
  static Drawing read(byte[] file) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
      return Drawing.of(image.getWidth(), image.getHeight(), image::getRGB);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill(BufferedImage image, Drawing picture) {
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        image.setRGB(x, y, picture.pixel(x, y));
      }
    }
  }

  private static byte[] encode(BufferedImage image, boolean progressive) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(QUALITY);
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** {@return the file with a segment behind its first two bytes} */
  static byte[] with(byte[] jpeg, int marker, byte[] data) {
    return ByteSink.bigEndian()
        .u16(0xffd8)
        .u8(0xff)
        .u8(marker)
        .u16(data.length + 2)
        .bytes(data)
        .bytes(Arrays.copyOfRange(jpeg, 2, jpeg.length))
        .toArray();
  }

  /** {@return the file turned by EXIF} */
  static byte[] turned(byte[] jpeg, int orientation, boolean little) {
    byte[] tiff = new TiffFile(little, false).put(TiffFile.ORIENTATION, orientation).write();
    return with(jpeg, 0xe1, ByteSink.bigEndian().latin1("Exif").u16(0).bytes(tiff).toArray());
  }

  /** {@return where the last marker of a kind stands} */
  static int lastMarker(byte[] jpeg, int marker) {
    return new String(jpeg, StandardCharsets.ISO_8859_1)
        .lastIndexOf(new String(new char[] {0xff, (char) marker}));
  }

  /** {@return the file with the code of its frame changed, so that it says another coding} */
  static byte[] withFrame(byte[] jpeg, int from, int to) {
    byte[] copy = jpeg.clone();
    int at =
        new String(jpeg, StandardCharsets.ISO_8859_1)
            .indexOf(new String(new char[] {0xff, (char) from}));
    copy[at + 1] = (byte) to;
    return copy;
  }

  /** {@return the file without its end marker} */
  static byte[] endless(byte[] jpeg) {
    return Arrays.copyOf(jpeg, jpeg.length - 2);
  }
}
