package dev.diptych.encoders.internal.hub;

import dev.diptych.encoders.internal.bundle.FileDigest;
import dev.diptych.encoders.internal.hub.PartFile.FileHashes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Takes a file that another program has fetched: copied, hashed on the way, and kept only when it
 * is the announced one. The copy it comes from is only read.
 */
final class LocalCopy {

  private static final int CHUNK = 1 << 20;

  private LocalCopy() {}

  /**
   * {@return the hashes, when the copy was right and the file is in the folder now}
   *
   * @param progress told the bytes that are here
   */
  static Optional<FileHashes> take(
      Path copy,
      Path folder,
      RemoteFile file,
      Predicate<FileHashes> isAnnounced,
      LongConsumer progress)
      throws IOException {
    Path growing = folder.resolve(file.name() + ".copy");
    FileHashes hashes = copy(copy, growing, file, progress);
    if (!isAnnounced.test(hashes)) {
      Files.delete(growing);
      progress.accept(0);
      return Optional.empty();
    }
    Files.move(growing, folder.resolve(file.name()), StandardCopyOption.REPLACE_EXISTING);
    PartFile.discard(folder, file);
    return Optional.of(hashes);
  }

  private static FileHashes copy(Path from, Path to, RemoteFile file, LongConsumer progress)
      throws IOException {
    MessageDigest sha256 = FileDigest.sha256();
    MessageDigest git = FileDigest.named("SHA-1");
    git.update(("blob " + file.bytes() + '\0').getBytes(StandardCharsets.US_ASCII));
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    try (FileChannel in = FileChannel.open(from);
        FileChannel out =
            FileChannel.open(
                to,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      long here = 0;
      while (here < file.bytes() && in.read(chunk.clear()) >= 0) {
        chunk.flip();
        sha256.update(chunk.duplicate());
        git.update(chunk.duplicate());
        here += chunk.remaining();
        while (chunk.hasRemaining()) {
          out.write(chunk);
        }
        progress.accept(Math.min(here, file.bytes()));
      }
      out.force(true);
    }
    return new FileHashes(
        HexFormat.of().formatHex(sha256.digest()), HexFormat.of().formatHex(git.digest()));
  }
}
