package dev.diptych.encoders.internal.bundle;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.PrecisionLoss;
import dev.diptych.encoders.internal.json.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was measured of a bundle after it was built, in {@code loss.json} beside its manifest; no
 * part of what the bundle is.
 */
public final class LossFile {

  private static final String NAME = "loss.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private LossFile() {}

  /** {@return what was measured, if anything was and can be read} */
  public static Optional<PrecisionLoss> read(Bundle bundle) {
    Path file = bundle.folder().resolve(NAME);
    try {
      return Files.exists(file)
          ? Optional.of(JsonFile.read(JSON, Files.readAllBytes(file), PrecisionLoss.class))
          : Optional.empty();
    } catch (IOException | JacksonException e) {
      return Optional.empty(); // it can be measured again
    }
  }

  /**
   * Writes it in one step.
   *
   * @throws DiptychException IO when the disk refuses
   */
  public static void write(Bundle bundle, PrecisionLoss loss) {
    Path file = bundle.folder().resolve(NAME);
    Path part = bundle.folder().resolve(NAME + ".part");
    try {
      Files.write(part, JSON.writeValueAsBytes(loss));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot write %s: %s; is the disk full?".formatted(file, IoReason.of(e)),
          e);
    }
  }
}
