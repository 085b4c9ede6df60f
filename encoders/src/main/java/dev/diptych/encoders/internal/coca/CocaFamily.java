package dev.diptych.encoders.internal.coca;

import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.captioning.GraphCaptioner;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.family.CosineScoring;
import dev.diptych.encoders.internal.family.Family;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportChoice;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import dev.diptych.encoders.internal.runtime.BundleModel;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Offline;
import dev.diptych.encoders.internal.text.BytePairTokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** CoCa, as open_clip lays it out. */
public final class CocaFamily implements Family {

  /** Its name; no configuration has it. */
  public static final String NAME = "coca";

  /** Fills up short rows, and means padding to the model. */
  private static final int PAD = 0;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int graphVersion() {
    return CocaGraphs.VERSION;
  }

  /** No other model pools patches by learnt queries and has a class token behind its texts. */
  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder
        .tensors()
        .tensors()
        .keySet()
        .containsAll(List.of(CocaTensors.QUERY, CocaTensors.TEXT_CLASS));
  }

  @Override
  public ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    ImportChoice.refuseAllBut(NAME, Set.of(), options);
    return CocaCheckpoint.of(folder);
  }

  @Override
  public ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    CocaConfig coca = config.as(CocaConfig.class);
    return new ModelShape(
        coca.imageSize(),
        coca.patchSize(),
        coca.queries(),
        coca.joint(),
        coca.vision().layers(),
        coca.text().hidden(),
        coca.text().layers(),
        coca.context(),
        coca.vocabulary(),
        coca.joint());
  }

  @Override
  public SequencedMap<String, String> choices(ImportOptions options) {
    return new LinkedHashMap<>();
  }

  @Override
  public Scoring scoring(FamilyConfig config, List<Capability> capabilities) {
    return CosineScoring.COSINE;
  }

  @Override
  public Model open(Bundle bundle, FamilyConfig config, int cores, WeightUse weights) {
    Offline.enforce();
    CocaConfig coca = config.as(CocaConfig.class);
    BytePairTokenizer tokenizer =
        BytePairTokenizer.load(bundle.folder(), coca.vocabulary(), coca.context());
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new GraphImageEncoder(graphs, new ImagePreprocessor(coca.preprocessing()), bundle),
            Optional.of(new GraphTextEncoder(graphs, tokenizer, PAD)),
            Optional.empty(),
            Optional.empty(),
            Optional.ofNullable(coca.decoder())
                .map(
                    decoder ->
                        new GraphCaptioner(
                            graphs,
                            CocaCaptionGraph.shape(coca, decoder),
                            new CocaWords(tokenizer, coca.context()))),
            tokenizer::close));
  }
}
