package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.crawl.RegularFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The character set of a text file: what its byte order mark says, else UTF-8, else, where the
 * bytes are no UTF-8, Windows-1252, the wider form of Latin-1.
 *
 * @param charset how to read it
 * @param markBytes bytes of the byte order mark, to be passed over
 */
record TextCharset(Charset charset, int markBytes) {

  private static final Charset FALLBACK = Charset.forName("windows-1252");

  /** Reads the file once through. */
  static TextCharset of(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(RegularFile.open(file))) {
      in.mark(3);
      byte[] head = in.readNBytes(3);
      if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
        return new TextCharset(StandardCharsets.UTF_8, 3);
      }
      if (startsWith(head, 0xFF, 0xFE)) {
        return new TextCharset(StandardCharsets.UTF_16LE, 2);
      }
      if (startsWith(head, 0xFE, 0xFF)) {
        return new TextCharset(StandardCharsets.UTF_16BE, 2);
      }
      in.reset();
      return new TextCharset(isUtf8(in) ? StandardCharsets.UTF_8 : FALLBACK, 0);
    }
  }

  /** Opens the file behind its mark. Bytes that the character set cannot spell become U+FFFD. */
  Reader open(Path file) throws IOException {
    InputStream in = RegularFile.open(file);
    try {
      in.skipNBytes(markBytes);
      return new InputStreamReader(
          in,
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPLACE)
              .onUnmappableCharacter(CodingErrorAction.REPLACE));
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static boolean isUtf8(InputStream in) throws IOException {
    Reader reader =
        new InputStreamReader(
            in, StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT));
    char[] buffer = new char[8192];
    try {
      int read = 0;
      while (read >= 0) {
        read = reader.read(buffer);
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
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
