package dev.diptych.encoders.internal.beit3;

import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.WeightUse;
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
import dev.diptych.encoders.internal.text.SentencePieceStyle;
import dev.diptych.encoders.internal.text.SentencePieceTokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** BEiT-3 for retrieval, as its authors saved it. */
public final class Beit3Family implements Family {

  /** Its name, and the {@code model_type} of a configuration, where there is one. */
  public static final String NAME = "beit3";

  static SentencePieceTokenizer tokenizer(Path folder, Beit3Config config) {
    return SentencePieceTokenizer.load(
        folder, config.vocabulary(), config.context(), SentencePieceStyle.XLM_ROBERTA);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int graphVersion() {
    return Beit3Graphs.VERSION;
  }

  @Override
  public boolean recognises(CheckpointFolder folder) {
    String type = folder.config().map(config -> config.text("model_type", "")).orElse("");
    return type.isEmpty()
        ? folder
            .tensors()
            .tensors()
            .keySet()
            .containsAll(List.of(Beit3Tensors.WORDS, Beit3Tensors.CLASS))
        : type.equals(NAME);
  }

  @Override
  public ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    ImportChoice.refuseAllBut(NAME, Set.of(), options);
    return Beit3Checkpoint.of(folder);
  }

  @Override
  public ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    Beit3Config beit3 = config.as(Beit3Config.class);
    return new ModelShape(
        beit3.imageSize(),
        beit3.patchSize(),
        beit3.patches(),
        beit3.hidden(),
        beit3.layers(),
        beit3.hidden(),
        beit3.layers(),
        beit3.context(),
        beit3.vocabulary(),
        beit3.hidden());
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
    Beit3Config beit3 = config.as(Beit3Config.class);
    SentencePieceTokenizer tokenizer = tokenizer(bundle.folder(), beit3);
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new GraphImageEncoder(graphs, new ImagePreprocessor(beit3.preprocessing()), bundle),
            Optional.of(new GraphTextEncoder(graphs, tokenizer, tokenizer.padId())),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            tokenizer::close));
  }
}
