package dev.diptych.encoders.internal.vilt;

import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.WeightUse;
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
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Offline;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** ViLT for retrieval, as Hugging Face lays it out. */
public final class ViltFamily implements Family {

  /** Its name, and the {@code model_type} of its configurations. */
  public static final String NAME = "vilt";

  private static final int GRAPH_VERSION = 1;
  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

  /** How pictures are made ready where no file says it; nothing of them is cut off. */
  static PreprocessConfig pictures(ViltConfig config) {
    return PreprocessConfig.ofDefaults(config.imageSize(), Fit.CROP).normalisedBy(HALF, HALF);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int graphVersion() {
    return GRAPH_VERSION;
  }

  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder.config().map(ViltFamily::recognises).orElse(false);
  }

  private static boolean recognises(ConfigSection config) {
    String type = config.text("model_type", "");
    return type.equals(NAME) || (type.isEmpty() && config.architecture().startsWith("Vilt"));
  }

  @Override
  public ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    ImportChoice.refuseAllBut(NAME, Set.of(), options);
    return ViltCheckpoint.of(folder);
  }

  @Override
  public ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    ViltConfig vilt = config.as(ViltConfig.class);
    return new ModelShape(
        vilt.imageSize(),
        vilt.patchSize(),
        vilt.tokens(),
        vilt.hidden(),
        vilt.layers(),
        vilt.hidden(),
        vilt.layers(),
        vilt.positions(),
        vilt.vocabulary(),
        0);
  }

  @Override
  public SequencedMap<String, String> choices(ImportOptions options) {
    return new LinkedHashMap<>();
  }

  /** The score of a pair is one logit, which stands against 0. */
  @Override
  public Scoring scoring(FamilyConfig config, List<Capability> capabilities) {
    return MatchScoring.MATCH;
  }

  @Override
  public Model open(Bundle bundle, FamilyConfig config, int cores, WeightUse weights) {
    Offline.enforce();
    ViltConfig vilt = config.as(ViltConfig.class);
    PreprocessConfig preprocessing = PreprocessConfig.read(bundle.folder(), pictures(vilt));
    WordPieceTokenizer words =
        WordPieceTokenizer.load(bundle.folder(), vilt.vocabulary(), vilt.positions());
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new ViltImageEncoder(graphs, new ImagePreprocessor(preprocessing), vilt),
            Optional.empty(),
            Optional.of(new GraphMatchEncoder(graphs, words, words.specialIds().pad())),
            Optional.empty(),
            Optional.empty(),
            words::close));
  }
}
