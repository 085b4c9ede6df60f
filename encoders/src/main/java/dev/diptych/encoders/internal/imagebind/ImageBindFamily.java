package dev.diptych.encoders.internal.imagebind;

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
import dev.diptych.encoders.internal.text.BytePairTokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** ImageBind, as its authors saved it: pictures and texts, none of the other senses. */
public final class ImageBindFamily implements Family {

  /** Its name, and the {@code model_type} of a configuration, where there is one. */
  public static final String NAME = "imagebind";

  /** Fills up short rows; what comes after the end of a text is not seen. */
  private static final int PAD = 0;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int graphVersion() {
    return ImageBindGraphs.VERSION;
  }

  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder
        .config()
        .map(config -> config.text("model_type", "").equals(NAME))
        .orElseGet(() -> folder.tensors().tensors().containsKey(ImageBindTensors.PATCHES));
  }

  @Override
  public ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    ImportChoice.refuseAllBut(NAME, Set.of(), options);
    return ImageBindCheckpoint.of(folder);
  }

  @Override
  public ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    ImageBindConfig imageBind = config.as(ImageBindConfig.class);
    return new ModelShape(
        imageBind.imageSize(),
        imageBind.patchSize(),
        imageBind.patches(),
        imageBind.vision().hidden(),
        imageBind.vision().layers(),
        imageBind.text().hidden(),
        imageBind.text().layers(),
        imageBind.context(),
        imageBind.vocabulary(),
        imageBind.joint());
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
    ImageBindConfig imageBind = config.as(ImageBindConfig.class);
    BytePairTokenizer tokenizer =
        BytePairTokenizer.load(bundle.folder(), imageBind.vocabulary(), imageBind.context());
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new GraphImageEncoder(graphs, new ImagePreprocessor(imageBind.preprocessing()), bundle),
            Optional.of(new GraphTextEncoder(graphs, tokenizer, PAD)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            tokenizer::close));
  }
}
