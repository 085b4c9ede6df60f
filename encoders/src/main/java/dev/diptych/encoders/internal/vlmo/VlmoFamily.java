package dev.diptych.encoders.internal.vlmo;

import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.family.CosineScoring;
import dev.diptych.encoders.internal.family.Family;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportChoice;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.family.MatchScoring;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import dev.diptych.encoders.internal.runtime.BundleModel;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Offline;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** VLMo, as its authors saved it: for retrieval, or before that with the head that scores pairs. */
public final class VlmoFamily implements Family {

  /** Its name, and the {@code model_type} of a configuration, where there is one. */
  public static final String NAME = "vlmo";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int graphVersion() {
    return VlmoGraphs.VERSION;
  }

  /** No other model keeps words and patches so named in one transformer. */
  @Override
  public boolean recognises(CheckpointFolder folder) {
    String type = folder.config().map(config -> config.text("model_type", "")).orElse("");
    return type.isEmpty()
        ? folder
            .tensors()
            .tensors()
            .keySet()
            .containsAll(
                List.of(
                    VlmoTensors.WORDS, VlmoTensors.CLASS, VlmoTensors.of(0, "mlp_imag.fc1.weight")))
        : type.equals(NAME);
  }

  @Override
  public ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    ImportChoice.refuseAllBut(NAME, Set.of(), options);
    return VlmoCheckpoint.of(folder);
  }

  @Override
  public ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    VlmoConfig vlmo = config.as(VlmoConfig.class);
    return new ModelShape(
        vlmo.imageSize(),
        vlmo.patchSize(),
        vlmo.patches(),
        vlmo.hidden(),
        vlmo.layers(),
        vlmo.hidden(),
        vlmo.layers(),
        vlmo.context(),
        vlmo.vocabulary(),
        vlmo.hidden());
  }

  @Override
  public SequencedMap<String, String> choices(ImportOptions options) {
    return new LinkedHashMap<>();
  }

  /** Pairs are ordered as in the authors' evaluation with their second stage. */
  @Override
  public Scoring scoring(FamilyConfig config, List<Capability> capabilities) {
    return capabilities.contains(Capability.ITM)
        ? MatchScoring.MATCH_PLUS_COSINE
        : CosineScoring.COSINE;
  }

  @Override
  public Model open(Bundle bundle, FamilyConfig config, int cores, WeightUse weights) {
    Offline.enforce();
    VlmoConfig vlmo = config.as(VlmoConfig.class);
    WordPieceTokenizer words =
        WordPieceTokenizer.load(bundle.folder(), vlmo.vocabulary(), vlmo.context());
    int pad = words.specialIds().pad();
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    Optional<MatchEncoder> matches =
        vlmo.pairs().scored()
            ? Optional.of(new GraphMatchEncoder(graphs, words, pad))
            : Optional.empty();
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new GraphImageEncoder(graphs, new ImagePreprocessor(vlmo.preprocessing()), bundle),
            Optional.of(new GraphTextEncoder(graphs, words, pad)),
            matches,
            Optional.empty(),
            Optional.empty(),
            words::close));
  }
}
