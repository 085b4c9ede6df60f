package dev.diptych.encoders.internal.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first picture in the RIFF container of a WebP file, and where it stands on the file's canvas.
 *
 * @param canvasWidth pixels of the canvas; 0 where the picture is all there is
 * @param canvasHeight the same, from top to bottom
 * @param left pixels between the canvas's left side and the picture's
 * @param top pixels between the canvas's upper side and the picture's
 * @param alpha the data of its ALPH chunk, empty without one
 * @param lossless whether the picture is in a VP8L chunk
 * @param picture the data of its VP8 or VP8L chunk
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and dropped after decoding
record WebpContainer(
    int canvasWidth,
    int canvasHeight,
    int left,
    int top,
    byte[] alpha,
    boolean lossless,
    byte[] picture) {

  private static final int FIRST_CHUNK = 12;
  private static final int FRAME_HEADER = 16;

  /** More than decoders of lossless data read ahead. */
  private static final int ZEROS = 64;

  /**
   * Takes a file apart.
   *
   * @throws IOException when the container is longer than the file, or holds no picture
   */
  static WebpContainer read(byte[] file) throws IOException {
    long end = (Bytes.intLittleEndian(file, 4) & 0xffffffffL) + 8;
    if (end > file.length) {
      throw new EOFException();
    }
    int canvasWidth = 0;
    int canvasHeight = 0;
    byte[] alpha = {};
    for (long at = FIRST_CHUNK; at + 8 <= end; ) {
      int start = (int) at + 8;
      long length = Bytes.intLittleEndian(file, start - 4) & 0xffffffffL;
      if (start + length > file.length) {
        throw new EOFException();
      }
      int stop = (int) (start + length);
      switch (new String(file, (int) at, 4, StandardCharsets.ISO_8859_1)) {
        case "VP8X" -> {
          canvasWidth = 1 + threeBytes(file, start + 4);
          canvasHeight = 1 + threeBytes(file, start + 7);
        }
        case "ANMF" -> {
          WebpContainer frame = frame(file, start, stop);
          return new WebpContainer(
              canvasWidth,
              canvasHeight,
              2 * threeBytes(file, start),
              2 * threeBytes(file, start + 3),
              frame.alpha,
              frame.lossless,
              frame.picture);
        }
        case "ALPH" -> alpha = Arrays.copyOfRange(file, start, stop);
        case "VP8 " -> {
          return new WebpContainer(0, 0, 0, 0, alpha, false, part(file, start, stop));
        }
        case "VP8L" -> {
          return new WebpContainer(0, 0, 0, 0, new byte[0], true, part(file, start, stop));
        }
        default -> {}
      }
      at = stop + (length & 1);
    }
    throw new IOException("it holds no picture");
  }

  /** The chunks of an animation's frame are those of a file. */
  private static WebpContainer frame(byte[] file, int start, int stop) throws IOException {
    if (stop - start < FRAME_HEADER) {
      throw new EOFException();
    }
    byte[] chunks = Arrays.copyOfRange(file, start + FRAME_HEADER - FIRST_CHUNK, stop);
    ByteBuffer.wrap(chunks).order(ByteOrder.LITTLE_ENDIAN).putInt(4, chunks.length - 8);
    return read(chunks);
  }

  private static byte[] part(byte[] file, int start, int stop) {
    return Arrays.copyOfRange(file, start, stop);
  }

  private static int threeBytes(byte[] file, int at) {
    return Bytes.shortLittleEndian(file, at) | (file[at + 2] & 0xff) << 16;
  }

  /** {@return the width of the picture itself} */
  int width() throws IOException {
    return lossless
        ? (Bytes.shortLittleEndian(sized(5), 1) & 0x3fff) + 1
        : Bytes.shortLittleEndian(sized(10), 6) & 0x3fff;
  }

  /** {@return the height of the picture itself} */
  int height() throws IOException {
    return lossless
        ? (Bytes.intLittleEndian(sized(5), 1) >>> 14 & 0x3fff) + 1
        : Bytes.shortLittleEndian(sized(10), 8) & 0x3fff;
  }

  private byte[] sized(int bytes) throws IOException {
    if (picture.length < bytes) {
      throw new EOFException();
    }
    return picture;
  }

  /**
   * {@return a file of a lossless picture alone, without profile or animation} It gets zero bytes
   * behind its data: a picture of one colour needs no bits at all for its pixels, so its data
   * simply end.
   */
  byte[] simpleFile() {
    byte[] body = Arrays.copyOf(picture, picture.length + ZEROS);
    int padding = body.length & 1;
    int size = FIRST_CHUNK + 8 + body.length + padding;
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.put(latin1("RIFF")).putInt(size - 8).put(latin1("WEBP"));
    file.put(latin1("VP8L")).putInt(body.length).put(body);
    return file.array();
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
