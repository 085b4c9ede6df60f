package dev.diptych.encoders.internal.bundle;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.family.ImportPlan;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Works out a checkpoint's fingerprint: SHA-256 over its effective configuration, every tensor by
 * canonical name and as f32, the tokenizer's and the preprocessing's files, and the precision. It
 * does not depend on how the weights are stored: in which order, under which of two tied names, or
 * in which container.
 */
final class FingerprintDigest {

  private static final int CHUNK = 1 << 22;

  private final MessageDigest sha256;

  private FingerprintDigest() {
    this.sha256 = FileDigest.sha256();
  }

  /**
   * Reads all weights, and refuses damaged ones: this is the one place where an import reads each.
   *
   * @param plan the checkpoint
   * @param precision the arithmetic of its graphs
   * @param companions files that belong to the identity, by name; a missing one counts as such
   * @throws DiptychException INVALID_CHECKPOINT naming a tensor whose bytes do not have their
   *     checksum, or that holds a number that is not finite
   */
  static ModelFingerprint of(
      ImportPlan plan, Precision precision, SequencedMap<String, Optional<byte[]>> companions) {
    FingerprintDigest digest = new FingerprintDigest();
    digest.add("precision", precision.label());
    plan.identity().forEach(digest::add);
    Checkpoint checkpoint = plan.tensors();
    checkpoint
        .canonicalTensors()
        .forEach(
            (name, info) -> {
              digest.add(name, info.toString());
              digest.add(checkpoint.checkedFloats(name));
            });
    companions.forEach(
        (name, bytes) -> {
          digest.add(name, bytes.isPresent() ? "present" : "missing");
          bytes.ifPresent(digest.sha256::update);
        });
    return new ModelFingerprint(HexFormat.of().formatHex(digest.sha256.digest()));
  }

  private void add(String name, String value) {
    sha256.update((name + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8));
  }

  private void add(MemorySegment data) {
    for (long done = 0; done < data.byteSize(); done += CHUNK) {
      sha256.update(data.asSlice(done, Math.min(CHUNK, data.byteSize() - done)).asByteBuffer());
    }
  }
}
