package dev.diptych.encoders.internal.hub;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file as the hub announces it.
 *
 * @param name its path in the repository
 * @param revision the branch or commit it was found at
 * @param commit what that stood for when it was looked up, 40 hexadecimal digits
 * @param bytes its size, or -1 where the hub does not say
 * @param sha256 of its bytes, which hubs know of large files; null where not announced
 * @param blob SHA-1 of the git blob, which hubs know of small files; null where not announced
 */
record RemoteFile(
    String name,
    String revision,
    String commit,
    long bytes,
    @Nullable String sha256,
    @Nullable String blob) {

  /** How the bytes of a file are checked. */
  enum Proof {
    /** By their SHA-256. */
    SHA256,
    /** By the SHA-1 that git gives them. */
    GIT_BLOB,
    /** By their number alone. */
    SIZE
  }

  RemoteFile {
    sha256 = hex(sha256, 64);
    blob = sha256 == null ? hex(blob, 40) : null; // of a large file it names the pointer
  }

  private static @Nullable String hex(@Nullable String text, int digits) {
    if (text == null || !text.matches("[0-9a-fA-F]{" + digits + "}")) {
      return null;
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /** {@return the strongest check that the hub allows} */
  Proof proof() {
    return sha256 != null ? Proof.SHA256 : blob != null ? Proof.GIT_BLOB : Proof.SIZE;
  }

  /** {@return a name for exactly these bytes} */
  String contentKey() {
    return switch (proof()) {
      case SHA256 -> String.valueOf(sha256).substring(0, 16);
      case GIT_BLOB -> String.valueOf(blob).substring(0, 16);
      case SIZE -> commit.substring(0, 16) + "-" + bytes;
    };
  }
}
