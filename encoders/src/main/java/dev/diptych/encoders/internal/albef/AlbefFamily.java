package dev.diptych.encoders.internal.albef;

import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.blip.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import dev.diptych.encoders.internal.blip.OriginalTensors;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.family.Family;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportChoice;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.family.MatchScoring;
import dev.diptych.encoders.internal.grounding.GroundingFile;
import dev.diptych.encoders.internal.grounding.WordMapper;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.runtime.BundleModel;
import dev.diptych.encoders.internal.runtime.GraphExplainer;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphLooks;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Offline;
import dev.diptych.encoders.internal.text.CaptionCleaner;
import dev.diptych.encoders.internal.text.Tokenizer;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import dev.diptych.encoders.internal.text.WordSplitter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** ALBEF and TCL, as their authors saved them. */
public final class AlbefFamily implements Family {

  /** Its name, and the {@code model_type} of a configuration, where there is one. */
  public static final String NAME = "albef";

  /** Version of the graphs: BLIP's, put together in ALBEF's way. */
  private static final int GRAPH_VERSION = 1;

  private static final String LAYERS = "text_encoder.encoder.layer.";
  private static final String LAYERS_OF_PRETRAINING = "text_encoder.bert.encoder.layer.";
  private static final String CROSS_ATTENTION = "0.crossattention.self.query.weight";

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
    return folder
        .config()
        .map(config -> config.text("model_type", "").equals(NAME))
        .orElseGet(() -> recognises(folder.tensors()));
  }

  /** The first layer of its text tower looks at no picture, which in BLIP's does. */
  private static boolean recognises(TensorSource tensors) {
    if (!OriginalTensors.isOriginal(tensors)) {
      return false;
    }
    for (String layers : List.of(LAYERS, LAYERS_OF_PRETRAINING)) {
      if (!tensors.tensors().subMap(layers, layers + "~").isEmpty()) {
        return !tensors.tensors().containsKey(layers + CROSS_ATTENTION);
      }
    }
    return false;
  }

  @Override
  public Set<String> laterGraphs(List<Capability> capabilities) {
    return Set.of(GraphLooks.GRAPH);
  }

  @Override
  public ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    ImportChoice.refuseAllBut(
        NAME, Set.of(ImportChoice.VISION_EPSILON, ImportChoice.CLEAN_CAPTIONS), options);
    return AlbefCheckpoint.of(folder, options);
  }

  @Override
  public ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    AlbefConfig albef = config.as(AlbefConfig.class);
    VisionConfig vision = albef.vision();
    TextConfig text = albef.text();
    return new ModelShape(
        vision.imageSize(),
        vision.patchSize(),
        vision.patches(),
        vision.hidden(),
        vision.layers(),
        text.hidden(),
        text.layers(),
        text.positions(),
        text.vocabulary(),
        albef.joint());
  }

  @Override
  public SequencedMap<String, String> choices(ImportOptions options) {
    SequencedMap<String, String> choices = new LinkedHashMap<>();
    Double epsilon = options.visionEpsilon();
    choices.put("vision epsilon", epsilon == null ? "the authors'" : epsilon.toString());
    choices.put("caption cleaning", options.cleanCaptions() ? "as in ALBEF's evaluation" : "none");
    return choices;
  }

  @Override
  public Scoring scoring(FamilyConfig config, List<Capability> capabilities) {
    return MatchScoring.MATCH;
  }

  @Override
  public Model open(Bundle bundle, FamilyConfig config, int cores, WeightUse weights) {
    Offline.enforce();
    AlbefConfig albef = config.as(AlbefConfig.class);
    PreprocessConfig preprocessing =
        PreprocessConfig.read(bundle.folder(), albef.vision().imageSize(), Fit.STRETCH);
    WordPieceTokenizer pieces =
        WordPieceTokenizer.load(
            bundle.folder(), albef.text().vocabulary(), albef.text().positions());
    Tokenizer words =
        bundle.options().cleanCaptions()
            ? new CaptionCleaner(pieces, AlbefCleaning::clean)
            : pieces;
    WordSplitter splitter =
        bundle.options().cleanCaptions()
            ? text -> pieces.split(AlbefCleaning.clean(text).text())
            : pieces;
    int grid = albef.vision().imageSize() / albef.vision().patchSize();
    int padId = albef.text().padId();
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new GraphImageEncoder(graphs, new ImagePreprocessor(preprocessing), bundle),
            Optional.of(new GraphTextEncoder(graphs, words, padId)),
            Optional.of(new GraphMatchEncoder(graphs, words, padId)),
            GraphExplainer.of(
                bundle,
                graphs,
                words,
                splitter,
                new WordMapper(GroundingFile.read(bundle), grid, grid)),
            Optional.empty(),
            pieces::close));
  }
}
