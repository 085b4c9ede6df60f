package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CaptionOptions;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.bundle.BundleManifest;
import dev.diptych.encoders.internal.checkpoint.BlipConfig;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.util.List;
import java.util.Optional;

/** A BLIP bundle in memory. Graphs are loaded when first run. */
public final class BlipModel implements Model {

  private final Bundle bundle;
  private final WordPieceTokenizer tokenizer;
  private final Graphs graphs;
  private final BlipImageEncoder imageEncoder;
  private final BlipTextEncoder textEncoder;
  private final BlipMatchEncoder matchEncoder;
  private final BlipCaptioner captioner;

  private BlipModel(
      Bundle bundle,
      BlipConfig config,
      PreprocessConfig preprocessing,
      int cores,
      WeightUse weights) {
    Offline.enforce();
    this.bundle = bundle;
    this.tokenizer =
        WordPieceTokenizer.load(
            bundle.folder(), config.text().vocabulary(), config.text().positions());
    this.graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    this.imageEncoder =
        new BlipImageEncoder(graphs, config, new ImagePreprocessor(preprocessing), bundle);
    this.textEncoder =
        new BlipTextEncoder(graphs, config, tokenizer, bundle.options().cleanCaptions());
    this.matchEncoder = new BlipMatchEncoder(graphs, config, bundle.options().itmFirstToken());
    this.captioner = new BlipCaptioner(graphs, config, tokenizer);
  }

  /**
   * Opens a bundle.
   *
   * @param cores processors that inference may use, at least 1
   * @param weights how to use the bundle's weight file
   */
  public static Model open(Bundle bundle, int cores, WeightUse weights) {
    BlipConfig config = BundleManifest.read(bundle.folder()).config();
    PreprocessConfig preprocessing =
        PreprocessConfig.read(bundle.folder(), config.vision().imageSize());
    return new BlipModel(bundle, config, preprocessing, cores, weights);
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
    return imageEncoder;
  }

  @Override
  public Optional<TextEncoder> textEncoder() {
    return part(Capability.ITC, textEncoder);
  }

  @Override
  public Optional<MatchEncoder> matchEncoder() {
    return part(Capability.ITM, matchEncoder);
  }

  @Override
  public Optional<Captioner> captioner() {
    return part(Capability.CAPTION, captioner);
  }

  private <T> Optional<T> part(Capability capability, T part) {
    return bundle.capabilities().contains(capability) ? Optional.of(part) : Optional.empty();
  }

  @Override
  public void warmUp() {
    int side = imageEncoder.side();
    PixelValues blank = PixelValues.of(side, new float[3 * side * side]);
    PatchFeatures features = imageEncoder.features(List.of(blank)).getFirst();
    textEncoder()
        .ifPresent(
            texts -> {
              TokenizedText words = texts.tokenize("a picture");
              texts.encode(List.of(words));
              matchEncoder()
                  .ifPresent(
                      match -> {
                        match.scoreImages(words, List.of(features));
                        match.scoreTexts(features, List.of(words));
                      });
            });
    captioner()
        .ifPresent(captions -> captions.describe(features, new CaptionOptions("", 1, 2, 0, 1)));
  }

  @Override
  public void close() {
    graphs.close();
    tokenizer.close();
  }
}
