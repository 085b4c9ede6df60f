package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.io.IOException;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Decodes PNG files by the JDK's plug-in, also those whose data are complete but for their sum. */
final class PngDecoder {

  private static final int CHUNK_FRAME = 12;

  private PngDecoder() {}

  static RgbSamples decode(byte[] file, Shown shown, Decoding decoding) throws IOException {
    try {
      return PluginDecoder.decode(PictureFormat.PNG, file, shown, decoding);
    } catch (IOException e) {
      byte[] mended = hasWrongSum(e) ? withRightSum(file) : null;
      if (mended == null) {
        throw e;
      }
      return PluginDecoder.decode(PictureFormat.PNG, mended, shown, decoding);
    }
  }

  private static boolean hasWrongSum(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("incorrect data check")) {
        return true;
      }
    }
    return false;
  }

  private static long length(byte[] file, long at) {
    return Bytes.intBigEndian(file, (int) at) & 0xffffffffL;
  }

  /** {@return the file with the Adler-32 sum that its data have, null when they do not end} */
  private static byte @Nullable [] withRightSum(byte[] file) throws IOException {
    byte[] copy = file.clone();
    Adler32 sum = new Adler32();
    byte[] buffer = new byte[1 << 14];
    int sumBytes = 0;
    boolean header = true;
    try (Inflater inflater = new Inflater(true)) {
      for (long at = 8; at + CHUNK_FRAME <= file.length; at += CHUNK_FRAME + length(file, at)) {
        if (!Bytes.starts(file, (int) at + 4, "IDAT")) {
          continue;
        }
        int start = (int) at + 8;
        int count = (int) Math.min(length(file, at), file.length - start);
        if (header) {
          start += 2; // of zlib; what it says does not matter here
          count -= 2;
          header = false;
        }
        if (!inflater.finished()) {
          inflater.setInput(file, start, Math.max(count, 0));
          while (!inflater.finished() && !inflater.needsInput()) {
            sum.update(buffer, 0, inflater.inflate(buffer));
          }
          int left = inflater.getRemaining();
          start += count - left;
          count = left;
        }
        if (inflater.finished()) {
          for (; count > 0 && sumBytes < 4; count--, start++, sumBytes++) {
            copy[start] = (byte) (sum.getValue() >> (24 - 8 * sumBytes));
          }
        }
      }
      return inflater.finished() ? copy : null;
    } catch (DataFormatException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
