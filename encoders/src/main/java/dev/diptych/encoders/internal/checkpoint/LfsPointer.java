package dev.diptych.encoders.internal.checkpoint;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The few lines that Git leaves in place of a large file where Git LFS is not installed:
 *
 * <pre>
 * version https://git-lfs.github.com/spec/v1
 * oid sha256:...
 * size 894981128
 * </pre>
 */
public final class LfsPointer {

  private static final String START = "version https://git-lfs.github.com/spec/";
  private static final long LONGEST = 1024;

  private LfsPointer() {}

  /**
   * Refuses a file that only stands for another one.
   *
   * @throws DiptychException INVALID_CHECKPOINT when it does
   */
  public static void refuse(Path file) throws IOException {
    if (Files.size(file) > LONGEST) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes((int) LONGEST), StandardCharsets.UTF_8);
      if (text.startsWith(START)) {
        String size =
            text.lines()
                .filter(line -> line.matches("size [0-9]{1,18}"))
                .map(line -> " of " + line.substring("size ".length()) + " bytes")
                .findFirst()
                .orElse("");
        throw new DiptychException(
            ErrorCode.INVALID_CHECKPOINT,
            "%s is a Git LFS pointer, which stands for the file%s and does not hold it; run \"git lfs install\" and \"git lfs pull\" in its folder, or fetch the checkpoint with: diptych model pull OWNER/REPO"
                .formatted(file, size));
      }
    }
  }
}
