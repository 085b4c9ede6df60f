package dev.diptych.encoders;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.Calibration;
import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.PatchFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Holds texts against a picture by ITM, one by one: how likely does each describe it? The filter of
 * BLIP's CapFilt (section 3.3). Thread-safe.
 */
public final class TextJudge {

  /** From here on the larger one of ITM's two logits is that of a match. */
  private static final double FITS = 0.5;

  /**
   * What a calibrated model must say of words that a decoder wrote of the very picture: these are
   * never far off, so that a wrong one is a near-miss, which calibration, fitted to texts of all
   * kinds, takes for likelier than it is. docs/captioning.md has the figures.
   */
  private static final double FITS_WRITTEN = 0.99;

  private final MatchEncoder matches;
  private final TextEncoder texts;
  private final Model model;
  private final Optional<AnswerCalibration> calibration;

  /**
   * What is found of one text.
   *
   * @param probability how likely it describes the picture, by the pair alone
   * @param vector the text's {@code f32 [D]}
   */
  public record Verdict(MatchProbability probability, Embedding vector) {

    /** {@return whether ITM finds that the text describes the picture} */
    public boolean fits() {
      return probability.value() >= FITS;
    }

    /** {@return whether it does so surely enough for words that a decoder wrote of the picture} */
    public boolean fitsAsWritten() {
      return probability.value() >= (probability.calibrated() ? FITS_WRITTEN : FITS);
    }
  }

  /**
   * @param model with ITM and a text encoder; stays the caller's
   * @throws DiptychException INVALID_REQUEST where it lacks one
   */
  public TextJudge(Model model) {
    this.model = model;
    this.matches =
        model
            .matchEncoder()
            .orElseThrow(
                () ->
                    new DiptychException(
                        ErrorCode.INVALID_REQUEST,
                        "texts are held against pictures by ITM, but the model %s has none; index with a model that can rerank, or with --reranker NAME --rebuild"
                            .formatted(model.bundle().name())));
    this.texts = model.textEncoder().orElseThrow();
    this.calibration = model.scoring().calibration().flatMap(Calibration::toTexts);
  }

  /**
   * Judges texts of one picture. Costs the text encoder and a pair of ITM for each.
   *
   * @param picture features {@code f32 [P,W]}
   * @param vector the picture's {@code f32 [D]}
   * @param words at least one text
   * @return a verdict for each
   */
  public List<Verdict> judge(PatchFeatures picture, Embedding vector, List<String> words) {
    List<Embedding> vectors = texts.encode(words.stream().map(texts::tokenize).toList());
    List<ItmScore> scores =
        matches.scoreTexts(picture, words.stream().map(matches::tokenize).toList());
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      verdicts.add(
          new Verdict(probability(scores.get(i), vector.dot(vectors.get(i))), vectors.get(i)));
    }
    return verdicts;
  }

  private MatchProbability probability(ItmScore itm, ItcScore itc) {
    OptionalDouble evidence = model.scoring().evidence(Optional.of(itm), itc);
    if (calibration.isPresent() && evidence.isPresent()) {
      return new MatchProbability(calibration.get().pairProbability(evidence.getAsDouble()), true);
    }
    return model
        .scoring()
        .probability(Optional.of(itm), itc)
        .orElseGet(() -> new MatchProbability(0, false));
  }
}
