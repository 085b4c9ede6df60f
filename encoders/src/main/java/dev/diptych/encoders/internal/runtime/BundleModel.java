package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.CaptionOptions;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.Explainer;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import java.util.List;
import java.util.Optional;

/** A bundle in memory: the parts that its family made of it, over one folder of graphs. */
public final class BundleModel implements Model {

  private static final String SOME_WORDS = "a picture";
  private static final CaptionOptions SHORTEST = new CaptionOptions("", 1, 2, 0, 1);

  private final Bundle bundle;
  private final Graphs graphs;
  private final Parts parts;

  /**
   * The encoders of a model.
   *
   * @param images the picture half
   * @param texts the text half of ITC
   * @param matches the image-grounded encoder
   * @param explanations what says where words are
   * @param captions the image-grounded decoder
   * @param closing frees what they hold besides the graphs
   */
  public record Parts(
      ImageEncoder images,
      Optional<TextEncoder> texts,
      Optional<MatchEncoder> matches,
      Optional<Explainer> explanations,
      Optional<Captioner> captions,
      Runnable closing) {}

  /** A model of parts that run these graphs; closes both. */
  public BundleModel(Bundle bundle, Graphs graphs, Parts parts) {
    this.bundle = bundle;
    this.graphs = graphs;
    this.parts = parts;
  }

  @Override
  public Bundle bundle() {
    return bundle;
  }

  @Override
  public int dimension() {
    return bundle.shape().dimension();
  }

  @Override
  public ImageEncoder imageEncoder() {
    return parts.images();
  }

  @Override
  public Optional<TextEncoder> textEncoder() {
    return parts.texts();
  }

  @Override
  public Optional<MatchEncoder> matchEncoder() {
    return parts.matches();
  }

  @Override
  public Optional<Explainer> explainer() {
    return parts.explanations();
  }

  @Override
  public Optional<Captioner> captioner() {
    return parts.captions();
  }

  @Override
  public void warmUp() {
    int side = parts.images().side();
    PixelValues blank = PixelValues.of(side, new float[3 * side * side]);
    PatchFeatures features = parts.images().features(List.of(blank)).getFirst();
    parts.texts().ifPresent(texts -> texts.encode(List.of(texts.tokenize(SOME_WORDS))));
    parts
        .matches()
        .ifPresent(
            match -> {
              TokenizedText words = match.tokenize(SOME_WORDS);
              match.scoreImages(words, List.of(features));
              match.scoreTexts(features, List.of(words));
            });
    parts.captions().ifPresent(captions -> captions.describe(features, SHORTEST));
  }

  @Override
  public void close() {
    graphs.close();
    parts.closing().run();
  }
}
