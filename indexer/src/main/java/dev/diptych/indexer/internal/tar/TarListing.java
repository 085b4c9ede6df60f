package dev.diptych.indexer.internal.tar;

import dev.diptych.indexer.internal.crawl.FileFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files in a tar archive, by reading its headers alone: 512 bytes of each, and about 200 bytes
 * of memory.
 *
 * @param members regular files, in order
 * @param others what is no regular file, in order
 * @param damage why what follows the last of them cannot be read, in a clause without a full stop;
 *     empty where the archive is whole
 */
public record TarListing(List<TarMember> members, List<Other> others, Optional<String> damage) {

  /*
   * Why not a library: they do not tell where a member's bytes lie, give up the whole archive where
   * its end is missing, and take a header's word for how much memory a name needs. Read are headers
   * of POSIX (ustar, pax) and GNU; of pax, path and size.
   */

  private static final String CUT = "it ends within a member";
  private static final int BLOCK = 512;
  private static final int MOST_MEMBERS = 1_000_000;
  private static final int LONGEST_NAME = 4096;
  private static final int LONGEST_PAX = 1 << 20;

  public TarListing {
    members = List.copyOf(members);
    others = List.copyOf(others);
  }

  /**
   * Something in an archive that is not read.
   *
   * @param name as the archive has it
   * @param reason why, in a clause without a full stop
   */
  public record Other(String name, String reason) {}

  /**
   * Lists an archive.
   *
   * @return empty where the file does not begin like one
   */
  public static Optional<TarListing> of(Path file) throws IOException {
    try (FileChannel channel = open(file)) {
      return new Walk(channel).list();
    }
  }

  private static FileChannel open(Path file) throws IOException {
    if (FileFacts.of(file).kind() != FileFacts.Kind.FILE) {
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  /**
   * {@return the bytes of a member, at most so many}
   *
   * @throws IOException also where the archive has become shorter
   */
  public static byte[] read(Path file, TarMember member, int most) throws IOException {
    try (FileChannel channel = open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(member.bytes(), most));
      fill(channel, bytes, member.offset());
      return bytes.array();
    }
  }

  private static void fill(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new IOException("the archive has become shorter");
      }
    }
  }

  /** One walk over the headers. */
  private static final class Walk {

    private final FileChannel channel;
    private final long end;
    private final List<TarMember> members = new ArrayList<>();
    private final List<Other> others = new ArrayList<>();

    /** What an extended header says of the member that follows it. */
    private @Nullable String name;

    private long size = -1;
    private @Nullable String objection;

    Walk(FileChannel channel) throws IOException {
      this.channel = channel;
      this.end = channel.size();
    }

    Optional<TarListing> list() throws IOException {
      if (end < BLOCK || !TarHeader.isOne(block(0))) {
        return Optional.empty();
      }
      String damage = null;
      long at = 0;
      while (damage == null && at + BLOCK <= end) {
        byte[] block = block(at);
        if (TarHeader.isEnd(block)) {
          return listing(null);
        }
        if (!TarHeader.isOne(block)) {
          damage = "at byte %s there is no header where one must be".formatted(at);
        } else if (members.size() + others.size() >= MOST_MEMBERS) {
          damage = "it has more than %s members".formatted(MOST_MEMBERS);
        } else {
          TarHeader header = new TarHeader(block);
          long next = take(header, afterMap(header, at + BLOCK));
          damage = next < 0 ? CUT : null;
          at = next;
        }
      }
      return listing(damage == null && at != end ? CUT : damage);
    }

    private Optional<TarListing> listing(@Nullable String damage) {
      return Optional.of(new TarListing(members, others, Optional.ofNullable(damage)));
    }

    private byte[] block(long at) throws IOException {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      fill(channel, block, at);
      return block.array();
    }

    /** {@return where the bytes of a member begin, whose header ends here} */
    private long afterMap(TarHeader header, long data) throws IOException {
      long at = data;
      boolean more = header.isFollowedByMap();
      while (more && at + BLOCK <= end) {
        more = TarHeader.mapGoesOn(block(at));
        at += BLOCK;
      }
      return at;
    }

    /** {@return where the next header is; -1 where the archive ends before} */
    private long take(TarHeader header, long data) throws IOException {
      boolean extension = header.isExtension();
      long bytes = extension || size < 0 ? header.size() : size;
      if (bytes < 0 || bytes > end - data) {
        return -1;
      }
      if (extension) {
        takeExtension(header, data, bytes);
      } else {
        takeMember(header, data, bytes);
        name = null;
        size = -1;
        objection = null;
      }
      return data + (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }

    private void takeMember(TarHeader header, long data, long bytes) {
      String whole = name == null ? header.name() : name;
      String called = whole.startsWith("./") ? whole.substring(2) : whole;
      String reason = objection == null ? header.objection() : objection;
      if (reason == null) {
        members.add(new TarMember(called, data, bytes));
      } else if (!header.isFolder()) {
        others.add(new Other(called, reason));
      }
    }

    private void takeExtension(TarHeader header, long data, long bytes) throws IOException {
      if (header.isLongName()) {
        if (bytes > LONGEST_NAME) {
          objection = "its name has %s bytes".formatted(bytes);
        } else {
          name = text(data, (int) bytes);
        }
      } else if (header.isPax()) {
        if (bytes > LONGEST_PAX) {
          objection = "its extended header has %s bytes".formatted(bytes);
        } else {
          ByteBuffer content = ByteBuffer.allocate((int) bytes);
          fill(channel, content, data);
          takePax(content.array());
        }
      }
    }

    private String text(long data, int bytes) throws IOException {
      ByteBuffer content = ByteBuffer.allocate(bytes);
      fill(channel, content, data);
      String text = new String(content.array(), StandardCharsets.UTF_8);
      int zero = text.indexOf('\0');
      return zero < 0 ? text : text.substring(0, zero);
    }

    /** Records are {@code LENGTH KEY=VALUE\n}, the length counting all of the record. */
    private void takePax(byte[] records) {
      int at = 0;
      while (at < records.length && records[at] != 0) {
        int length = 0;
        int digits = at;
        while (digits < records.length
            && records[digits] >= '0'
            && records[digits] <= '9'
            && length < records.length) {
          length = 10 * length + records[digits] - '0';
          digits++;
        }
        int begin = digits + 1;
        if (length <= begin - at || length > records.length - at) {
          objection = "its extended header is damaged";
          return;
        }
        String record = new String(records, begin, at + length - begin - 1, StandardCharsets.UTF_8);
        takeRecord(record);
        at += length;
      }
    }

    private void takeRecord(String record) {
      int equals = record.indexOf('=');
      String key = equals < 0 ? record : record.substring(0, equals);
      String value = record.substring(equals + 1);
      if (key.equals("path")) {
        if (value.length() > LONGEST_NAME) {
          objection = "its name has %s characters".formatted(value.length());
        } else {
          name = value;
        }
      } else if (key.equals("size")) {
        if (value.matches("[0-9]{1,18}")) {
          size = Long.parseLong(value);
        } else {
          objection = "its extended header is damaged";
        }
      } else if (key.startsWith("GNU.sparse.")) {
        objection = TarHeader.SPARSE;
      }
    }
  }
}
