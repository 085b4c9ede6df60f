package dev.diptych.web;

import dev.diptych.core.IoReason;
import dev.diptych.core.Item;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A ZIP file that is written while it is sent: pictures as they are, since they do not shrink, and
 * at the end a list of what was left out, where something was. Takes a buffer of memory whatever
 * the pictures' sizes. Not thread-safe.
 */
final class PictureArchive implements AutoCloseable {

  /** The entry that lists what was left out. */
  static final String LEFT_OUT = "left-out.txt";

  private static final int BUFFER = 1 << 16;

  private final ZipOutputStream zip;
  private final long mostBytes;
  private final byte[] buffer = new byte[BUFFER];
  private final Set<String> names = new HashSet<>(Set.of(LEFT_OUT));
  private final List<String> leftOut = new ArrayList<>();
  private long bytes;

  PictureArchive(OutputStream out, long mostBytes) {
    this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    this.mostBytes = mostBytes;
    zip.setMethod(ZipOutputStream.STORED);
  }

  /**
   * Adds a picture, or says at the end why not.
   *
   * @param file opens its file at the beginning; empty where it is gone or has changed
   * @throws IOException when the archive cannot be sent on
   */
  void add(Item item, Supplier<Optional<SeekableByteChannel>> file) throws IOException {
    String name = ItemLinks.fileName(item);
    Optional<SeekableByteChannel> opened = file.get();
    if (opened.isEmpty()) {
      leaveOut(
          name,
          item.source()
              .address()
              .map(address -> "it is a picture of the web, at " + address)
              .orElse("the file is gone or has changed since it was indexed"));
      return;
    }
    try (SeekableByteChannel content = opened.get()) {
      long size = content.size();
      if (bytes + size > mostBytes) {
        leaveOut(name, "an archive holds at most %s bytes; download it alone".formatted(mostBytes));
        return;
      }
      CRC32 sum = new CRC32();
      try {
        read(content, length -> sum.update(buffer, 0, length));
      } catch (IOException e) {
        leaveOut(name, IoReason.of(e));
        return;
      }
      ZipEntry entry = new ZipEntry(free(name));
      entry.setSize(size);
      entry.setCompressedSize(size);
      entry.setCrc(sum.getValue());
      entry.setTime(item.modifiedMillis());
      zip.putNextEntry(entry);
      content.position(0);
      read(content, length -> zip.write(buffer, 0, length));
      zip.closeEntry();
      bytes += size;
    }
  }

  /** Says at the end that something is not here, and why. */
  void leaveOut(String name, String reason) {
    leftOut.add("%s: %s".formatted(name.replaceAll("\\p{Cntrl}", "_"), reason));
  }

  @FunctionalInterface
  private interface Use {
    void of(int length) throws IOException;
  }

  /** Reads on to the end, a buffer at a time. */
  private void read(SeekableByteChannel content, Use use) throws IOException {
    ByteBuffer part = ByteBuffer.wrap(buffer);
    for (int length = content.read(part); length >= 0; length = content.read(part)) {
      use.of(length);
      part.clear();
    }
  }

  /** The name without what leads to other folders, and with a number where it is taken. */
  private String free(String name) {
    String safe = name.replaceAll("[\\p{Cntrl}/\\\\:]", "_");
    int dot = safe.lastIndexOf('.');
    String stem = dot > 0 ? safe.substring(0, dot) : safe;
    String ending = dot > 0 ? safe.substring(dot) : "";
    String free = safe;
    for (int n = 2; !names.add(free.toLowerCase(Locale.ROOT)); n++) {
      free = "%s (%s)%s".formatted(stem, n, ending);
    }
    return free;
  }

  /** Ends the archive; the stream below is flushed. */
  @Override
  public void close() throws IOException {
    if (!leftOut.isEmpty()) {
      byte[] list = (String.join("\n", leftOut) + "\n").getBytes(StandardCharsets.UTF_8);
      ZipEntry entry = new ZipEntry(LEFT_OUT);
      CRC32 sum = new CRC32();
      sum.update(list);
      entry.setSize(list.length);
      entry.setCompressedSize(list.length);
      entry.setCrc(sum.getValue());
      zip.putNextEntry(entry);
      zip.write(list);
      zip.closeEntry();
    }
    zip.finish();
    zip.flush();
  }
}
