package dev.diptych.searcher;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Gzip;
import dev.diptych.core.Item;
import dev.diptych.core.Source;
import dev.diptych.index.IndexView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The file an image was indexed from. */
final class SourceFile {

  /*
   * Why the bytes and not the name
   *
   * Whoever may write to an indexed folder could put a link, a pipe or another file in place of a
   * picture, between any look at the name and the moment it is opened. So the name is resolved
   * once, without following a link at its end, and everything else is asked of what was opened:
   * its length and the SHA-256 of its bytes have to be those of the index. Whichever way the name
   * led, also by links above it, what comes back is what was indexed. That costs reading the file
   * once more, from memory as a rule.
   */

  private static final int BUFFER = 64 << 10;

  private SourceFile() {}

  /**
   * Opens the file, as long as it holds the bytes that were indexed.
   *
   * @return positioned at its beginning, the caller's to close; empty where the file is gone, is a
   *     link or no file, cannot be read, or holds other bytes
   */
  static Optional<SeekableByteChannel> open(Item image) {
    Source source = image.source();
    return source.file().or(() -> archive(source)).flatMap(file -> open(file, image));
  }

  private static Optional<Path> archive(Source source) {
    return source.member().isPresent() ? source.container() : Optional.empty();
  }

  /**
   * Opens the file of this image, or, where it cannot be had, that of another image of the index
   * with the same bytes.
   *
   * @return as {@link #open(Item)}
   */
  static Optional<SeekableByteChannel> openAny(IndexView view, Item image) {
    return open(image)
        .or(
            () ->
                view.imagesWith(List.of(image.contentHash())).values().stream()
                    .flatMap(List::stream)
                    .filter(copy -> !copy.id().equals(image.id()))
                    .flatMap(copy -> open(copy).stream())
                    .findFirst());
  }

  private static Optional<SeekableByteChannel> open(Path file, Item image) {
    try {
      // Only so that an ordinary pipe costs nothing; what is opened is looked at again.
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      SeekableByteChannel content = channel(FileOpening.open(() -> file(file)), image);
      boolean kept = false;
      try {
        kept = holds(content, image);
        return kept ? Optional.of(content) : Optional.empty();
      } finally {
        if (!kept) {
          content.close();
        }
      }
    } catch (IOException e) {
      return Optional.empty(); // gone, or not ours to read
    }
  }

  private static SeekableByteChannel file(Path file) throws IOException {
    return Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * {@return the bytes of an image in its file, or in its archive}
   *
   * @param whole is closed with it, or here
   */
  private static SeekableByteChannel channel(SeekableByteChannel whole, Item image)
      throws IOException {
    Optional<Source.Member> member = image.source().member();
    if (member.isEmpty()) {
      return whole;
    }
    return isPacked(whole)
        ? UnpackedMember.of(whole.position(0), member.get().offset(), image.bytes())
        : new MemberChannel(whole, member.get().offset(), image.bytes());
  }

  private static boolean isPacked(SeekableByteChannel whole) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(2);
    try {
      return whole.read(head) == 2 && Gzip.isPacked(head.array());
    } catch (IOException e) {
      whole.close();
      throw e;
    }
  }

  private static boolean holds(SeekableByteChannel content, Item image) throws IOException {
    if (content.size() != image.bytes()) {
      return false;
    }
    MessageDigest digest = ContentHash.digest();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    long left = image.bytes(); // a file that grows meanwhile is not followed for ever
    while (left >= 0 && content.read(buffer.clear()) >= 0) {
      left -= buffer.position();
      digest.update(buffer.flip());
    }
    content.position(0);
    return left == 0 && HexFormat.of().formatHex(digest.digest()).equals(image.contentHash());
  }
}
