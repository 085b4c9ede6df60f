package dev.diptych.core;

import java.util.Optional;

/**
 * How the numbers of one model become probabilities: weights fitted to answers that were counted.
 * It holds for that model alone, and as far as what is searched is like what it was fitted on.
 * Immutable and thread-safe.
 *
 * @param model the model it belongs to
 * @param fittedOn what the answers were, in words fit for people
 * @param toImages for words that ask for pictures; empty where that was not fitted
 * @param toTexts for pictures that ask for texts; empty where that was not fitted
 */
public record Calibration(
    ModelFingerprint model,
    String fittedOn,
    Optional<AnswerCalibration> toImages,
    Optional<AnswerCalibration> toTexts) {

  /** {@return the part for answers of this kind} */
  public Optional<AnswerCalibration> to(Modality target) {
    return switch (target) {
      case IMAGE -> toImages;
      case TEXT -> toTexts;
    };
  }
}
