package dev.diptych.encoders.internal.bundle;

import static java.util.Objects.requireNonNull;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.Calibration;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.json.JsonFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The calibration of a bundle, in {@code calibration.json} beside its manifest: fitted after the
 * bundle was built, and so no part of its fingerprint, which it names. The model that ships inside
 * brings its own.
 */
public final class CalibrationFile {

  static final String NAME = "calibration.json";

  private static final Logger log = LoggerFactory.getLogger(CalibrationFile.class);
  private static final int FORMAT = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private CalibrationFile() {}

  /**
   * What the file holds.
   *
   * @param format version of this file
   * @param model 64 hexadecimal digits
   */
  private record Contents(
      int format,
      String model,
      String fittedOn,
      @Nullable AnswerCalibration toImages,
      @Nullable AnswerCalibration toTexts) {

    Contents {
      requireNonNull(model, "model");
      requireNonNull(fittedOn, "fittedOn");
    }

    static Contents of(Calibration calibration) {
      return new Contents(
          FORMAT,
          calibration.model().hex(),
          calibration.fittedOn(),
          calibration.toImages().orElse(null),
          calibration.toTexts().orElse(null));
    }

    Calibration toCalibration() {
      return new Calibration(
          new ModelFingerprint(model),
          fittedOn,
          Optional.ofNullable(toImages),
          Optional.ofNullable(toTexts));
    }
  }

  /**
   * {@return the calibration in a bundle's folder, else the one that this build brings for the
   * model; none where it belongs to another model or cannot be read, which the log then says}
   */
  static Optional<Calibration> read(Path folder, String name, ModelFingerprint model) {
    Path file = folder.resolve(NAME);
    try {
      if (Files.exists(file)) {
        return of(model, file.toString(), parse(Files.readAllBytes(file)));
      }
      return Bundle.isNameOfEmbedded(name) ? shipped(model) : Optional.empty();
    } catch (IOException e) {
      log.warn("{} cannot be read ({}); the model is not calibrated", file, IoReason.of(e));
      return Optional.empty();
    } catch (JacksonException | DiptychException e) {
      log.warn(
          "{} is damaged; the model is not calibrated; calibrate it again: diptych eval PAIRS"
              + " --calibrate",
          file);
      return Optional.empty();
    }
  }

  /**
   * {@return what is wrong with the calibration in a bundle's folder; empty where there is none}
   */
  static Optional<String> damage(Bundle bundle) throws IOException {
    Path file = bundle.folder().resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    byte[] json = Files.readAllBytes(file);
    try {
      Contents contents = parse(json);
      contents.toCalibration();
      return contents.format() == FORMAT && contents.model().equals(bundle.fingerprint().hex())
          ? Optional.empty()
          : Optional.of("belongs to another model or version; delete it and calibrate again");
    } catch (IOException | JacksonException | DiptychException e) {
      return Optional.of("cannot be read; delete it and calibrate again");
    }
  }

  private static Optional<Calibration> of(ModelFingerprint model, String file, Contents contents) {
    if (contents.format() != FORMAT || !contents.model().equals(model.hex())) {
      log.warn("{} belongs to another model or version; it is left out", file);
      return Optional.empty();
    }
    return Optional.of(contents.toCalibration());
  }

  private static Contents parse(byte[] json) throws IOException {
    return JsonFile.read(JSON, json, Contents.class);
  }

  private static Optional<Calibration> shipped(ModelFingerprint model) throws IOException {
    for (Precision precision : Precision.values()) {
      String resource = "%s/calibration-%s.json".formatted(Bundle.EMBEDDED, precision.label());
      try (InputStream json = Bundle.class.getResourceAsStream(resource)) {
        if (json != null) {
          Contents contents = parse(json.readAllBytes());
          if (contents.model().equals(model.hex())) {
            return of(model, resource, contents);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** {@return the calibration as the file holds it} */
  public static byte[] toJson(Calibration calibration) {
    return JSON.writeValueAsBytes(Contents.of(calibration));
  }

  /**
   * Writes it in one step, in place of an earlier one.
   *
   * @throws DiptychException IO when the disk refuses
   */
  public static void write(Bundle bundle, Calibration calibration) {
    Path file = bundle.folder().resolve(NAME);
    Path part = bundle.folder().resolve(NAME + ".part");
    try {
      Files.write(part, toJson(calibration));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot write %s: %s; is the disk full?".formatted(file, IoReason.of(e)),
          e);
    }
  }
}
