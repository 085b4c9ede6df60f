package dev.diptych.encoders.internal.blip2;

import static java.util.Objects.requireNonNull;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.family.Family;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportChoice;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.family.MatchScoring;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.runtime.BundleModel;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Offline;
import dev.diptych.encoders.internal.text.CaptionCleaner;
import dev.diptych.encoders.internal.text.CaptionCleaning;
import dev.diptych.encoders.internal.text.Tokenizer;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** BLIP-2 for matching, as Hugging Face lays it out. */
public final class Blip2Family implements Family {

  /** Its name in bundles. */
  public static final String NAME = "blip2";

  /** The {@code model_type} of its configurations. */
  private static final String TYPE = "blip-2";

  /** What the authors cut texts to in their evaluation. */
  private static final int TOKENS = 35;

  /** The tokenizer's files may lack {@code [DEC]}, the last token, which matching does not use. */
  static WordPieceTokenizer words(Path folder, Blip2Config config) {
    int vocabulary = config.qformer().vocabulary();
    int limit = Math.min(TOKENS, config.qformer().positions());
    try {
      return WordPieceTokenizer.load(folder, vocabulary, limit);
    } catch (DiptychException e) {
      try {
        return WordPieceTokenizer.load(folder, vocabulary - 1, limit);
      } catch (DiptychException _) {
        throw e;
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int graphVersion() {
    return Blip2Graphs.VERSION;
  }

  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder.config().map(Blip2Family::recognises).orElse(false);
  }

  private static boolean recognises(ConfigSection config) {
    String type = config.text("model_type", "");
    return type.equals(TYPE) || (type.isEmpty() && config.holdsObject("qformer_config"));
  }

  @Override
  public ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    ImportChoice.refuseAllBut(NAME, Set.of(ImportChoice.CLEAN_CAPTIONS), options);
    return Blip2Checkpoint.of(folder, options);
  }

  @Override
  public ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    Blip2Config blip2 = config.as(Blip2Config.class);
    VisionConfig vision = requireNonNull(blip2.vision()); // or it would not have become a bundle
    return new ModelShape(
        vision.imageSize(),
        vision.patchSize(),
        vision.patches() + blip2.queries(),
        vision.hidden(),
        vision.layers(),
        blip2.qformer().hidden(),
        blip2.qformer().layers(),
        Math.min(TOKENS, blip2.qformer().positions()),
        blip2.qformer().vocabulary(),
        blip2.joint(),
        blip2.queries());
  }

  @Override
  public SequencedMap<String, String> choices(ImportOptions options) {
    SequencedMap<String, String> choices = new LinkedHashMap<>();
    choices.put("caption cleaning", options.cleanCaptions() ? "as in BLIP's evaluation" : "none");
    return choices;
  }

  /** The graphs add the cosine to both logits: their match alone is match plus cosine. */
  @Override
  public Scoring scoring(FamilyConfig config, List<Capability> capabilities) {
    return MatchScoring.MATCH;
  }

  @Override
  public Model open(Bundle bundle, FamilyConfig config, int cores, WeightUse weights) {
    Offline.enforce();
    Blip2Config blip2 = config.as(Blip2Config.class);
    VisionConfig vision = requireNonNull(blip2.vision());
    PreprocessConfig preprocessing =
        PreprocessConfig.read(bundle.folder(), vision.imageSize(), Fit.STRETCH);
    WordPieceTokenizer pieces = words(bundle.folder(), blip2);
    Tokenizer words =
        bundle.options().cleanCaptions()
            ? new CaptionCleaner(pieces, CaptionCleaning::clean)
            : pieces;
    int padId = pieces.specialIds().pad();
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new GraphImageEncoder(graphs, new ImagePreprocessor(preprocessing), bundle),
            Optional.of(new GraphTextEncoder(graphs, words, padId)),
            Optional.of(new Blip2MatchEncoder(graphs, words, padId)),
            Optional.empty(),
            Optional.empty(),
            pieces::close));
  }
}
