package dev.diptych.indexer.internal.tar;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files in a tar archive, by reading its headers alone: 512 bytes of each, and about 200 bytes
 * of memory. One that gzip has packed is unpacked once for it.
 *
 * @param packed whether gzip has packed it, so that members are read in their order
 * @param members regular files, in order
 * @param others what is no regular file, in order
 * @param damage why what follows the last of them cannot be read, in a clause without a full stop;
 *     empty where the archive is whole
 */
public record TarListing(
    boolean packed, List<TarMember> members, List<Other> others, Optional<String> damage) {

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
    boolean packed = TarReader.isPacked(file);
    try (Tape tape = TarReader.open(file)) {
      return new Walk(tape, packed).list();
    } catch (GzipTape.DamagedException e) {
      return Optional.empty();
    }
  }

  /** One walk over the headers. */
  private static final class Walk {

    private final Tape tape;
    private final boolean packed;
    private final List<TarMember> members = new ArrayList<>();
    private final List<Other> others = new ArrayList<>();

    /** What an extended header says of the member that follows it. */
    private @Nullable String name;

    private long size = -1;
    private @Nullable String objection;

    Walk(Tape tape, boolean packed) {
      this.tape = tape;
      this.packed = packed;
    }

    Optional<TarListing> list() throws IOException {
      byte[] first = tape.read(0, BLOCK);
      if (first.length < BLOCK || !TarHeader.isOne(first)) {
        return Optional.empty();
      }
      try {
        return listing(damageOf(first));
      } catch (EOFException e) {
        return listing(CUT);
      } catch (GzipTape.DamagedException e) {
        return listing(e.getMessage());
      }
    }

    /** {@return why the walk ended early; null where the archive is whole} */
    private @Nullable String damageOf(byte[] first) throws IOException {
      byte[] block = first;
      long at = 0;
      while (block.length == BLOCK && !TarHeader.isEnd(block)) {
        if (!TarHeader.isOne(block)) {
          return "at byte %s there is no header where one must be".formatted(at);
        }
        if (members.size() + others.size() >= MOST_MEMBERS) {
          return "it has more than %s members".formatted(MOST_MEMBERS);
        }
        TarHeader header = new TarHeader(block);
        at = take(header, afterMap(header, at + BLOCK));
        block = tape.read(at, BLOCK);
      }
      boolean atItsEnd = block.length == BLOCK || (block.length == 0 && tape.reaches(at));
      return atItsEnd ? null : CUT;
    }

    private Optional<TarListing> listing(@Nullable String damage) {
      return Optional.of(new TarListing(packed, members, others, Optional.ofNullable(damage)));
    }

    private byte[] whole(long at, int length) throws IOException {
      byte[] bytes = tape.read(at, length);
      if (bytes.length < length) {
        throw new EOFException(CUT);
      }
      return bytes;
    }

    /** {@return where the bytes of a member begin, whose header ends here} */
    private long afterMap(TarHeader header, long data) throws IOException {
      long at = data;
      boolean more = header.isFollowedByMap();
      while (more) {
        more = TarHeader.mapGoesOn(whole(at, BLOCK));
        at += BLOCK;
      }
      return at;
    }

    /**
     * {@return where the next header is}
     *
     * @throws EOFException where the archive ends before
     */
    private long take(TarHeader header, long data) throws IOException {
      boolean extension = header.isExtension();
      long bytes = extension || size < 0 ? header.size() : size;
      if (bytes < 0 || bytes > Long.MAX_VALUE - data - BLOCK) {
        throw new EOFException(CUT);
      }
      if (extension) {
        takeExtension(header, data, bytes);
      }
      if (!tape.reaches(data + bytes)) {
        throw new EOFException(CUT);
      }
      if (!extension) {
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
          takePax(whole(data, (int) bytes));
        }
      }
    }

    private String text(long data, int bytes) throws IOException {
      String text = new String(whole(data, bytes), StandardCharsets.UTF_8);
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
