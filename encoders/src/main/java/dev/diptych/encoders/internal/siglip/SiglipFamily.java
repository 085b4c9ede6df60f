package dev.diptych.encoders.internal.siglip;

import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.family.Family;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportChoice;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.runtime.BundleModel;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Offline;
import dev.diptych.encoders.internal.text.SentencePieceTokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** SigLIP, and SigLIP 2 of fixed resolution, as Hugging Face lays them out. */
public final class SiglipFamily implements Family {

  /** Its name, and the {@code model_type} of its configurations. */
  public static final String NAME = "siglip";

  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

  /** {@return how pictures are made ready where no file says it: as in Hugging Face's processor} */
  static PreprocessConfig pictures(SiglipSizes sizes) {
    return PreprocessConfig.ofDefaults(sizes.imageSize(), Fit.STRETCH).normalisedBy(HALF, HALF);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int graphVersion() {
    return SiglipGraphs.VERSION;
  }

  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder.config().map(SiglipConfigReader::recognises).orElse(false);
  }

  @Override
  public ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    ImportChoice.refuseAllBut(NAME, Set.of(), options);
    return SiglipCheckpoint.of(folder);
  }

  @Override
  public ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    SiglipSizes sizes = config.as(SiglipConfig.class).sizes();
    return new ModelShape(
        sizes.imageSize(),
        sizes.patchSize(),
        sizes.patches(),
        sizes.vision().hidden(),
        sizes.vision().layers(),
        sizes.text().hidden(),
        sizes.text().layers(),
        sizes.positions(),
        sizes.vocabulary(),
        sizes.joint());
  }

  @Override
  public SequencedMap<String, String> choices(ImportOptions options) {
    return new LinkedHashMap<>();
  }

  @Override
  public Scoring scoring(FamilyConfig config, List<Capability> capabilities) {
    return config.as(SiglipConfig.class).scoring();
  }

  @Override
  public Model open(Bundle bundle, FamilyConfig config, int cores, WeightUse weights) {
    Offline.enforce();
    SiglipSizes sizes = config.as(SiglipConfig.class).sizes();
    PreprocessConfig preprocessing = PreprocessConfig.read(bundle.folder(), pictures(sizes));
    SentencePieceTokenizer tokenizer =
        SentencePieceTokenizer.load(bundle.folder(), sizes.vocabulary(), sizes.positions());
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new GraphImageEncoder(graphs, new ImagePreprocessor(preprocessing), bundle),
            Optional.of(GraphTextEncoder.ofWholeRows(graphs, tokenizer, tokenizer.padId())),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            tokenizer::close));
  }
}
