package dev.diptych.encoders.internal.grounding;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.Grounding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known of where a model looks, in {@code grounding.json} beside the manifest of its
 * bundle; no part of what the bundle is.
 */
public final class GroundingFile {

  /** The file's name. */
  public static final String NAME = "grounding.json";

  private static final Logger LOG = LoggerFactory.getLogger(GroundingFile.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private GroundingFile() {}

  /** {@return what is known; {@link Grounding#NONE} where nothing is, or it cannot be read} */
  public static Grounding read(Path bundle) {
    Path file = bundle.resolve(NAME);
    try {
      return Files.exists(file)
          ? JSON.readValue(Files.readAllBytes(file), Grounding.class)
          : Grounding.NONE;
    } catch (IOException | JacksonException e) {
      LOG.warn("{} cannot be read and is passed over; find the heads again", file);
      return Grounding.NONE;
    }
  }

  /**
   * Writes it in one step, in place of what was known before.
   *
   * @throws DiptychException IO when the disk refuses
   */
  public static void write(Path bundle, Grounding grounding) {
    write(bundle, JSON.writeValueAsBytes(grounding));
  }

  /** As {@link #write(Path, Grounding)}, from the bytes of such a file. */
  public static void write(Path bundle, byte[] json) {
    Path part = bundle.resolve(NAME + ".part");
    try {
      Files.write(part, json);
      Files.move(
          part,
          bundle.resolve(NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot write %s in %s: %s; is the disk full?".formatted(NAME, bundle, IoReason.of(e)),
          e);
    }
  }
}
