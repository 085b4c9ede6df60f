package dev.diptych.encoders.internal.blip;

import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.Explainer;
import dev.diptych.encoders.ImportOptions.FirstToken;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.captioning.GraphCaptioner;
import dev.diptych.encoders.internal.grounding.GroundingFile;
import dev.diptych.encoders.internal.grounding.WordMapper;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.runtime.BundleModel;
import dev.diptych.encoders.internal.runtime.GraphExplainer;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Offline;
import dev.diptych.encoders.internal.text.CaptionCleaner;
import dev.diptych.encoders.internal.text.CaptionCleaning;
import dev.diptych.encoders.internal.text.OtherFirstToken;
import dev.diptych.encoders.internal.text.Tokenizer;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import dev.diptych.encoders.internal.text.WordSplitter;
import java.util.Optional;

/** Puts a BLIP bundle together in memory. */
final class BlipModel {

  private BlipModel() {}

  static Model open(Bundle bundle, BlipConfig config, int cores, WeightUse weights) {
    Offline.enforce();
    PreprocessConfig preprocessing =
        PreprocessConfig.read(bundle.folder(), config.vision().imageSize(), Fit.STRETCH);
    WordPieceTokenizer pieces =
        WordPieceTokenizer.load(
            bundle.folder(), config.text().vocabulary(), config.text().positions());
    Tokenizer words =
        bundle.options().cleanCaptions()
            ? new CaptionCleaner(pieces, CaptionCleaning::clean)
            : pieces;
    int padId = config.text().padId();
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new GraphImageEncoder(graphs, new ImagePreprocessor(preprocessing), bundle),
            part(bundle, Capability.ITC, new GraphTextEncoder(graphs, words, padId)),
            part(
                bundle,
                Capability.ITM,
                new GraphMatchEncoder(graphs, grounded(words, bundle, config), padId)),
            explainer(bundle, config, graphs, pieces),
            part(
                bundle,
                Capability.CAPTION,
                new GraphCaptioner(
                    graphs, BlipWords.shape(config.text()), new BlipWords(config.text(), pieces))),
            pieces::close));
  }

  private static Optional<Explainer> explainer(
      Bundle bundle, BlipConfig config, Graphs graphs, WordPieceTokenizer pieces) {
    boolean cleaned = bundle.options().cleanCaptions();
    Tokenizer words = cleaned ? new CaptionCleaner(pieces, CaptionCleaning::clean) : pieces;
    WordSplitter splitter =
        cleaned ? text -> pieces.split(CaptionCleaning.clean(text).text()) : pieces;
    int grid = config.vision().imageSize() / config.vision().patchSize();
    return GraphExplainer.of(
        bundle,
        graphs,
        grounded(words, bundle, config),
        splitter,
        new WordMapper(GroundingFile.read(bundle), grid, grid));
  }

  /** ITM reads {@code [ENC]} where ITC reads {@code [CLS]}. */
  private static Tokenizer grounded(Tokenizer words, Bundle bundle, BlipConfig config) {
    return bundle.options().itmFirstToken() == FirstToken.CLS
        ? words
        : new OtherFirstToken(words, config.text().encodeId());
  }

  private static <T> Optional<T> part(Bundle bundle, Capability capability, T part) {
    return bundle.capabilities().contains(capability) ? Optional.of(part) : Optional.empty();
  }
}
