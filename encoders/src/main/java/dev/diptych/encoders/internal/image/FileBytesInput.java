package dev.diptych.encoders.internal.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * File bytes as a plug-in reads them, without a copy. A decoder that goes on reading when nobody
 * wants its picture is stopped, and so is one that keeps asking past the end: some take missing
 * bytes for zeros and, led by a damaged header, would go on for minutes.
 */
final class FileBytesInput extends ImageInputStreamImpl {

  /** Reading ahead by bits touches the end of sound files, up to some hundred times. */
  private static final int MOST_READS_PAST_END = 4096;

  private final byte[] file;
  private final Decoding decoding;
  private int readsPastEnd;

  FileBytesInput(byte[] file, Decoding decoding) {
    this.file = file;
    this.decoding = decoding;
  }

  @Override
  public int read() throws IOException {
    bitOffset = 0;
    if (streamPos >= file.length) {
      return pastEnd();
    }
    return file[(int) streamPos++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    bitOffset = 0;
    decoding.check();
    if (length == 0) {
      return 0;
    }
    if (streamPos >= file.length) {
      return pastEnd();
    }
    int count = (int) Math.min(length, file.length - streamPos);
    System.arraycopy(file, (int) streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  private int pastEnd() throws IOException {
    decoding.check();
    readsPastEnd++;
    if (readsPastEnd > MOST_READS_PAST_END) {
      throw new IOException("it ends too early");
    }
    return -1;
  }
}
