package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.MatchProbability;
import dev.diptych.core.PatchFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds an imported model against published values: from the picture file to the score, by the way
 * that searches take.
 */
public final class ModelProof {

  private static final int CAPTION_TOKENS = 20;

  private final Model model;
  private final PatchFeatures features;
  private final Optional<Embedding> vector;

  private ModelProof(Model model, RgbImage picture) {
    this.model = model;
    ImageEncoder encoder = model.imageEncoder();
    List<PixelValues> batch = List.of(encoder.preprocess(picture));
    if (model.dimension() > 0) {
      ImageEncoding encoding = encoder.encode(batch).getFirst();
      this.features = encoding.features();
      this.vector = Optional.of(encoding.vector());
    } else {
      this.features = encoder.features(batch).getFirst();
      this.vector = Optional.empty();
    }
  }

  /**
   * One published value beside that of this machine.
   *
   * @param value what was published
   * @param here what was computed
   * @param agrees whether it is the same within its tolerance
   */
  public record Row(PublishedValues.Value value, String here, boolean agrees) {}

  /**
   * Computes every published value.
   *
   * @param model the model, of any precision; stays the caller's
   * @param picture the picture file that the values are of
   * @return one row for each value, in their order
   * @throws DiptychException INVALID_REQUEST when the model lacks what a value is of; and what
   *     reading the picture throws
   */
  public static List<Row> prove(Model model, byte[] picture, PublishedValues published) {
    RgbImage image = ImageReader.standard().read(picture, published.picture().name());
    ModelProof proof = new ModelProof(model, image);
    List<Row> rows = new ArrayList<>();
    for (PublishedValues.Value value : published.values()) {
      rows.add(proof.row(value));
    }
    return List.copyOf(rows);
  }

  private Row row(PublishedValues.Value value) {
    return switch (value) {
      case PublishedValues.Cosine cosine -> row(cosine, cosine(cosine.text()).value());
      case PublishedValues.Match match -> row(match, match(match));
      case PublishedValues.Probability probability ->
          row(probability, probability(probability.text()));
      case PublishedValues.Caption caption -> {
        String here = caption(caption);
        yield new Row(caption, here, here.equals(caption.words()));
      }
    };
  }

  private static Row row(PublishedValues.Numeric value, double here) {
    return new Row(
        value,
        String.format(Locale.ROOT, "%.5f", here),
        Math.abs(here - value.value()) <= value.tolerance());
  }

  private ItcScore cosine(String text) {
    Optional<ItcScore> ofPairs =
        model.matchEncoder().flatMap(encoder -> encoder.cosine(encoder.tokenize(text), features));
    if (ofPairs.isPresent()) {
      return ofPairs.get();
    }
    TextEncoder encoder = require(model.textEncoder(), "text encoder (ITC)");
    Embedding words = encoder.encode(List.of(encoder.tokenize(text))).getFirst();
    return require(vector, "image vectors (ITC)").dot(words);
  }

  private double match(PublishedValues.Match match) {
    MatchEncoder encoder = require(model.matchEncoder(), "second stage (ITM)");
    TokenizedText text =
        match.asItc()
            ? require(model.textEncoder(), "text encoder (ITC)").tokenize(match.text())
            : encoder.tokenize(match.text());
    ItmScore score = encoder.scoreImages(text, List.of(features)).getFirst();
    return 1 / (1 + Math.exp((double) score.noMatch() - score.match()));
  }

  private double probability(String text) {
    Optional<MatchProbability> probability =
        model.scoring().probability(Optional.empty(), cosine(text));
    return require(probability, "probability without a second stage").value();
  }

  private String caption(PublishedValues.Caption caption) {
    Captioner captioner = require(model.captioner(), "captioner");
    return captioner.describe(
        features, new CaptionOptions(caption.prompt(), 1, CAPTION_TOKENS, 0, 1f));
  }

  private <T> T require(Optional<T> part, String what) {
    return part.orElseThrow(
        () ->
            new DiptychException(
                ErrorCode.INVALID_REQUEST,
                "the model %s has no %s, which a published value is of; prove it by values that fit it"
                    .formatted(model.bundle().name(), what)));
  }
}
