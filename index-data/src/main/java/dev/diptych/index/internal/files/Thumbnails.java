package dev.diptych.index.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Small pictures by the SHA-256 of the large ones. Disposable: written whole or not at all, but
 * without fsync, so a crash of the machine may tear them; their checksum tells. Thread-safe.
 *
 * <p>A file is a JPEG followed by 16 bytes, little-endian: {@code DPTYTHMB}, the JPEG's length i32,
 * its CRC32C i32. Decoders stop before them. Earlier files are the JPEG alone.
 *
 * @param folder {@code thumbnails} of an index
 */
public record Thumbnails(Path folder) {

  private static final byte[] MAGIC = {'D', 'P', 'T', 'Y', 'T', 'H', 'M', 'B'};
  private static final int TRAILER_BYTES = MAGIC.length + 2 * Integer.BYTES;
  private static final String JPEG = ".jpg";
  private static final String TEMPORARY = ".tmp";
  private static final int FOLDER_DIGITS = 2;
  private static final int HASH_DIGITS = 64;

  /** What a file is worth. */
  public enum State {
    /** It has the bytes that were written. */
    SOUND,
    /** It was written without a checksum, and looks whole. */
    UNCHECKED,
    /** It was torn, or bits have changed. */
    DAMAGED,
    /** There is none. */
    MISSING;

    /** {@return whether it is fit to be shown} */
    public boolean isUsable() {
      return this == SOUND || this == UNCHECKED;
    }
  }

  public static boolean isContentHash(String hash) {
    return hash.matches("[0-9a-fA-F]{64}");
  }

  /** {@return the file of a content, whether it exists or not} */
  public Path file(String contentHash) {
    String name = contentHash.toLowerCase(Locale.ROOT);
    return folder
        .resolve(name.substring(0, FOLDER_DIGITS))
        .resolve(name.substring(FOLDER_DIGITS) + JPEG);
  }

  /** Writes one, unless there is a usable one that shall stay. */
  public void put(String contentHash, byte[] jpeg, boolean replace) throws IOException {
    if (!isContentHash(contentHash)) {
      throw IndexErrors.misuse(
          "a thumbnail belongs to a SHA-256 of 64 hexadecimal digits, but came with \"%s\""
              .formatted(contentHash));
    }
    if (!replace && state(contentHash).isUsable()) {
      return;
    }
    Path file = file(contentHash);
    Files.createDirectories(file.getParent());
    Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
    Files.write(
        temporary,
        ByteBuffer.allocate(jpeg.length + TRAILER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(jpeg)
            .put(MAGIC)
            .putInt(jpeg.length)
            .putInt(crc(jpeg, jpeg.length))
            .array());
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** {@return the JPEG, empty where there is none that is usable} */
  public Optional<byte[]> get(String contentHash) throws IOException {
    byte[] file = isContentHash(contentHash) ? read(contentHash) : null;
    if (file == null) {
      return Optional.empty();
    }
    return switch (state(file)) {
      case SOUND -> Optional.of(Arrays.copyOf(file, file.length - TRAILER_BYTES));
      case UNCHECKED -> Optional.of(file);
      case DAMAGED, MISSING -> Optional.empty();
    };
  }

  /** Reads one whole. {@return what it is worth} */
  public State state(String contentHash) throws IOException {
    byte[] file = read(contentHash);
    return file == null ? State.MISSING : state(file);
  }

  private byte @Nullable [] read(String contentHash) throws IOException {
    try {
      return Files.readAllBytes(file(contentHash));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static State state(byte[] file) {
    int length = file.length - TRAILER_BYTES;
    if (length > 0 && Arrays.equals(file, length, length + MAGIC.length, MAGIC, 0, MAGIC.length)) {
      ByteBuffer trailer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      boolean sound =
          trailer.getInt(length + MAGIC.length) == length
              && trailer.getInt(length + MAGIC.length + Integer.BYTES) == crc(file, length);
      return sound ? State.SOUND : State.DAMAGED;
    }
    return isJpeg(file) ? State.UNCHECKED : State.DAMAGED;
  }

  /** {@return whether it begins and ends as a JPEG does} */
  private static boolean isJpeg(byte[] file) {
    int end = file.length;
    return end > 4
        && file[0] == (byte) 0xff
        && file[1] == (byte) 0xd8
        && file[end - 2] == (byte) 0xff
        && file[end - 1] == (byte) 0xd9;
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** Deletes the one of a content; without effect where there is none. */
  public void delete(String contentHash) throws IOException {
    Files.deleteIfExists(file(contentHash));
  }

  /** Something done with each thumbnail. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * Is told of a file.
     *
     * @param contentHash whose it is; null for what a crash left of one that was being written
     */
    void visit(@Nullable String contentHash, Path file) throws IOException;
  }

  /** Visits all, ordered by hash. Files that are not of this making are passed over. */
  public void forEach(Visitor visitor) throws IOException {
    for (Path group : sorted(folder)) {
      String first = group.getFileName().toString();
      if (first.matches("[0-9a-f]{2}") && Files.isDirectory(group)) {
        for (Path file : sorted(group)) {
          visit(first, file, visitor);
        }
      }
    }
  }

  private static void visit(String first, Path file, Visitor visitor) throws IOException {
    String name = file.getFileName().toString();
    boolean torn = name.endsWith(JPEG + TEMPORARY);
    String hash = first + name.replace(TEMPORARY, "").replace(JPEG, "");
    if ((torn || name.endsWith(JPEG)) && hash.length() == HASH_DIGITS && isContentHash(hash)) {
      visitor.visit(torn ? null : hash, file);
    }
  }

  private static List<Path> sorted(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder)) {
      listing.forEach(entries::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    Collections.sort(entries);
    return entries;
  }
}
