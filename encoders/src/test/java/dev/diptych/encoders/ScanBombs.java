package dev.diptych.encoders;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Small JPEG files that keep a decoder busy. */
final class ScanBombs {

  private ScanBombs() {}

  /** {@return a sound progressive picture of one colour} */
  static byte[] progressive(int width, int height) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(stream);
      writer.write(
          null,
          new IIOImage(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), null, null),
          param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** {@return the file with another size in its header; the scans stay as they are} */
  static byte[] withSize(byte[] file, int width, int height) {
    byte[] copy = file.clone();
    int at = 2;
    while ((copy[at + 1] & 0xff) != 0xC2) {
      at += 2 + (ByteBuffer.wrap(copy).getShort(at + 2) & 0xffff);
    }
    ByteBuffer.wrap(copy).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
    return copy;
  }

  /** {@return the file with its last scan repeated so often} */
  static byte[] withMoreScans(byte[] file, int more) {
    int last = file.length - 3;
    while ((file[last] & 0xff) != 0xff || (file[last + 1] & 0xff) != 0xDA) {
      last--;
    }
    byte[] scan = Arrays.copyOfRange(file, last, file.length - 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, file.length - 2);
    for (int i = 0; i < more; i++) {
      out.writeBytes(scan);
    }
    out.write(file, file.length - 2, 2);
    return out.toByteArray();
  }
}
