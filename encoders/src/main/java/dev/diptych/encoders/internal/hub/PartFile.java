package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.bundle.FileDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The bytes of one file that are here so far, with their hashes and the tag that the server gave
 * them. Survives the process. For one thread; disk errors are final, so they are no {@link
 * IOException}.
 */
final class PartFile implements AutoCloseable {

  private final Path path;
  private final Path tagPath;
  private final long announced;
  private final FileChannel channel;
  private MessageDigest sha256 = FileDigest.sha256();
  private MessageDigest blob = FileDigest.named("SHA-1");
  private long length;
  private String tag = "";
  private boolean pieced;

  private PartFile(Path path, Path tagPath, long announced, FileChannel channel) {
    this.path = path;
    this.tagPath = tagPath;
    this.announced = announced;
    this.channel = channel;
  }

  /** {@return the name that the part of a file has until it is whole} */
  static String nameOf(RemoteFile file) {
    return file.name() + "." + file.contentKey() + ".part";
  }

  /** {@return whether a part has all bytes already, right or wrong} */
  static boolean isWhole(Path folder, RemoteFile file) {
    try {
      Path path = folder.resolve(nameOf(file));
      return Files.isRegularFile(path) && Files.size(path) == file.bytes();
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** Deletes what is there of a file that came whole from elsewhere. */
  static void discard(Path folder, RemoteFile file) {
    try {
      Files.deleteIfExists(folder.resolve(nameOf(file)));
      Files.deleteIfExists(folder.resolve(nameOf(file) + ".tag"));
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** Opens what is there, or starts anew. Reads all of it once. */
  static PartFile open(Path folder, RemoteFile file) {
    Path path = folder.resolve(nameOf(file));
    Path tagPath = folder.resolve(nameOf(file) + ".tag");
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      PartFile part = new PartFile(path, tagPath, file.bytes(), channel);
      part.takeUp();
      return part;
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private void takeUp() throws IOException {
    resetDigests();
    long there = channel.size();
    if (there == 0 || there > announced) {
      restart();
      return;
    }
    FileDigest.addAll(path, sha256, blob);
    channel.position(there);
    length = there;
    pieced = true;
    tag = Files.exists(tagPath) ? Files.readString(tagPath) : "";
  }

  private void resetDigests() {
    sha256 = FileDigest.sha256();
    blob = FileDigest.named("SHA-1");
    blob.update(("blob " + announced + '\0').getBytes(StandardCharsets.US_ASCII));
  }

  /** {@return how many bytes are here} */
  long length() {
    return length;
  }

  /** {@return what the server called the bytes that are here: a strong entity tag, or empty} */
  String tag() {
    return tag;
  }

  /** {@return whether the bytes came in more than one answer} */
  boolean isPieced() {
    return pieced;
  }

  /** Drops what is here. */
  void restart() {
    try {
      channel.truncate(0);
      channel.position(0);
      Files.deleteIfExists(tagPath);
    } catch (IOException e) {
      throw failed(path, e);
    }
    resetDigests();
    length = 0;
    tag = "";
    pieced = false;
  }

  /** Notes how the server calls the bytes that follow; before the first of them is written. */
  void begin(String newTag) {
    pieced = length > 0;
    if (!newTag.equals(tag)) {
      tag = newTag;
      try {
        if (tag.isEmpty()) {
          Files.deleteIfExists(tagPath);
        } else {
          Files.writeString(tagPath, tag);
        }
      } catch (IOException e) {
        throw failed(path, e);
      }
    }
  }

  /** Adds bytes. */
  void append(ByteBuffer bytes) {
    sha256.update(bytes.duplicate());
    blob.update(bytes.duplicate());
    int count = bytes.remaining();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(path, e);
    }
    length += count;
  }

  /** Ends the file: what is here is all. Brings it to the disk. */
  FileHashes finish() {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw failed(path, e);
    }
    return new FileHashes(
        HexFormat.of().formatHex(sha256.digest()), HexFormat.of().formatHex(blob.digest()));
  }

  /** Forgets the tag and gives the file its final name; after {@link #close}. */
  void moveTo(Path target) {
    try {
      Files.deleteIfExists(tagPath);
      Files.move(path, target);
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  private static DiptychException failed(Path path, IOException e) {
    return new DiptychException(
        ErrorCode.IO,
        "cannot write %s: %s; is the disk full or write-protected?".formatted(path, IoReason.of(e)),
        e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /**
   * Hashes of a whole file, in lower-case hexadecimal digits.
   *
   * @param sha256 of its bytes
   * @param blob the SHA-1 that git gives it
   */
  record FileHashes(String sha256, String blob) {}
}
