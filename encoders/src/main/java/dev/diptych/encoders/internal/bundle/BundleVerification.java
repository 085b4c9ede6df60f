package dev.diptych.encoders.internal.bundle;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.BundleCheck;
import dev.diptych.encoders.BundleCheck.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares every file of a bundle with the size and the SHA-256 it had when it was built, and looks
 * whether the calibration that was fitted since can be read.
 */
public final class BundleVerification {

  private BundleVerification() {}

  /**
   * Reads all files once.
   *
   * @throws DiptychException INVALID_CHECKPOINT when the manifest itself is damaged, IO when a file
   *     cannot be read
   */
  public static BundleCheck check(Bundle bundle) {
    Map<String, BundleFile> files = BundleManifest.parse(bundle.folder()).files();
    List<Damage> damages = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<String, BundleFile> file : files.entrySet()) {
      Path path = bundle.folder().resolve(file.getKey());
      try {
        String damage = damageOf(path, file.getValue());
        if (!damage.isEmpty()) {
          damages.add(new Damage(file.getKey(), damage));
        }
        bytes += file.getValue().bytes();
      } catch (IOException e) {
        throw unreadable(path, e);
      }
    }
    try {
      CalibrationFile.damage(bundle)
          .ifPresent(damage -> damages.add(new Damage(CalibrationFile.NAME, damage)));
    } catch (IOException e) {
      throw unreadable(bundle.folder().resolve(CalibrationFile.NAME), e);
    }
    return new BundleCheck(files.size(), bytes, damages);
  }

  private static DiptychException unreadable(Path path, IOException e) {
    return new DiptychException(
        ErrorCode.IO, "cannot read %s: %s; check its mode".formatted(path, IoReason.of(e)), e);
  }

  private static String damageOf(Path path, BundleFile expected) throws IOException {
    if (!Files.isRegularFile(path)) {
      return "is missing";
    }
    long size = Files.size(path);
    if (size != expected.bytes()) {
      return "has %s bytes, but had %s when it was built".formatted(size, expected.bytes());
    }
    String sha256 = FileDigest.sha256(path);
    return sha256.equals(expected.sha256())
        ? ""
        : "has SHA-256 %s, but had %s when it was built".formatted(sha256, expected.sha256());
  }
}
