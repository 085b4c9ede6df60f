package dev.diptych.indexer.internal.captions;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The character set of a text file, told by its first bytes: a byte order mark, or the zero bytes
 * that UTF-16 has in every Latin text. All else is UTF-8, in which a line that is none is read as
 * Windows-1252, the wider form of Latin-1.
 *
 * @param charset how to read it
 * @param markBytes bytes of the byte order mark, to be passed over
 */
record TextCharset(Charset charset, int markBytes) {

  /** How many first bytes tell the character set. */
  static final int HEAD_BYTES = 4;

  private static final Charset FALLBACK = Charset.forName("windows-1252");

  /** {@return the character set of a file that begins so} */
  static TextCharset of(byte[] head) {
    if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
      return new TextCharset(StandardCharsets.UTF_8, 3);
    }
    if (startsWith(head, 0xFF, 0xFE)) {
      return new TextCharset(StandardCharsets.UTF_16LE, 2);
    }
    if (startsWith(head, 0xFE, 0xFF)) {
      return new TextCharset(StandardCharsets.UTF_16BE, 2);
    }
    if (head.length >= HEAD_BYTES && head[0] != 0 && head[2] != 0 && head[1] == 0 && head[3] == 0) {
      return new TextCharset(StandardCharsets.UTF_16LE, 0);
    }
    if (head.length >= HEAD_BYTES && head[0] == 0 && head[2] == 0 && head[1] != 0 && head[3] != 0) {
      return new TextCharset(StandardCharsets.UTF_16BE, 0);
    }
    return new TextCharset(StandardCharsets.UTF_8, 0);
  }

  /** {@return how many bytes a code unit has: 1 or 2} */
  int unitBytes() {
    return charset.equals(StandardCharsets.UTF_8) ? 1 : 2;
  }

  /** {@return the code unit at a place of a buffer, as a number} */
  int unit(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (unitBytes() == 1) {
      return first;
    }
    int second = bytes[at + 1] & 0xff;
    return charset.equals(StandardCharsets.UTF_16BE) ? first << 8 | second : second << 8 | first;
  }

  /**
   * {@return the text of a line}
   *
   * @param cut whether the line was cut, perhaps in the middle of a character
   */
  String decode(byte[] line, boolean cut) {
    ByteBuffer bytes = ByteBuffer.wrap(line);
    if (unitBytes() == 1 && !cut) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      } catch (CharacterCodingException e) {
        return new String(line, FALLBACK);
      }
    }
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    try {
      return decoder.decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("a replacing decoder refused bytes", e);
    }
  }

  private static boolean startsWith(byte[] head, int... bytes) {
    if (head.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
