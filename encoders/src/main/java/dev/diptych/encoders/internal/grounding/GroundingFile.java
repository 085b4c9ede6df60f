package dev.diptych.encoders.internal.grounding;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Grounding;
import dev.diptych.encoders.internal.json.JsonFile;
import java.io.IOException;
import java.io.InputStream;
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

  /**
   * {@return what is known; {@link Grounding#NONE} where nothing is, or it cannot be read} Of the
   * model that ships inside, what ships with it is known, unless something else was recorded.
   */
  public static Grounding read(Bundle bundle) {
    Path file = bundle.folder().resolve(NAME);
    try {
      if (Files.exists(file)) {
        return JsonFile.read(JSON, Files.readAllBytes(file), Grounding.class);
      }
      return bundle.isEmbedded() ? shipped() : Grounding.NONE;
    } catch (IOException | JacksonException e) {
      LOG.warn("{} cannot be read and is passed over; find the heads again", file);
      return Grounding.NONE;
    }
  }

  private static Grounding shipped() throws IOException {
    try (InputStream in = Bundle.class.getResourceAsStream(Bundle.EMBEDDED + "/" + NAME)) {
      return in == null ? Grounding.NONE : JsonFile.read(JSON, in.readAllBytes(), Grounding.class);
    }
  }

  /**
   * Writes it in one step, in place of what was known before.
   *
   * @throws DiptychException IO when the disk refuses
   */
  public static void write(Path bundle, Grounding grounding) {
    Path part = bundle.resolve(NAME + ".part");
    try {
      Files.write(part, JSON.writeValueAsBytes(grounding));
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
