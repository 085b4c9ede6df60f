package dev.diptych.core;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** What gzip has packed (RFC 1952), told by its first bytes, whatever it is called. */
public final class Gzip {

  private static final int BUFFER = 64 << 10;
  private static final int MAGIC_BYTES = 2;

  private Gzip() {}

  /** {@return whether what begins so is packed} */
  public static boolean isPacked(byte[] head) {
    return head.length >= MAGIC_BYTES && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
  }

  /**
   * {@return what a stream holds: unpacked where it is packed, else as it is}
   *
   * @param in is closed with what this returns
   * @throws IOException also where what should be packed is damaged
   */
  public static InputStream unpacked(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
    buffered.mark(MAGIC_BYTES);
    boolean packed = isPacked(buffered.readNBytes(MAGIC_BYTES));
    buffered.reset();
    return packed ? new GZIPInputStream(buffered, BUFFER) : buffered;
  }
}
