package dev.diptych.encoders.internal.clip;

import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.family.CosineScoring;
import dev.diptych.encoders.internal.family.Family;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportChoice;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.openclip.OpenClipConfig;
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

/** CLIP, as Hugging Face or open_clip lays it out. */
public final class ClipFamily implements Family {

  /** Its name, and the {@code model_type} of its configurations. */
  public static final String NAME = "clip";

  /** Fills up short rows; what comes after the end of a text is not seen. */
  private static final int PAD = 0;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int graphVersion() {
    return ClipGraphs.VERSION;
  }

  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder.config().map(ClipFamily::recognises).orElse(false)
        || (folder.config().map(OpenClipConfig::isOne).orElse(true)
            && OpenClipLayout.isOf(folder.tensors()));
  }

  private static boolean recognises(ConfigSection config) {
    String type = config.text("model_type", "");
    return type.equals(NAME) || (type.isEmpty() && config.architecture().startsWith("CLIP"));
  }

  @Override
  public ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    ImportChoice.refuseAllBut(NAME, Set.of(), options);
    return ClipCheckpoint.of(folder);
  }

  @Override
  public ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    ClipConfig clip = config.as(ClipConfig.class);
    return new ModelShape(
        clip.imageSize(),
        clip.patchSize(),
        clip.patches(),
        clip.vision().hidden(),
        clip.vision().layers(),
        clip.text().hidden(),
        clip.text().layers(),
        clip.positions(),
        clip.vocabulary(),
        clip.joint());
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
    ClipConfig clip = config.as(ClipConfig.class);
    PreprocessConfig preprocessing =
        OpenClipConfig.in(bundle.folder())
            .map(openClip -> openClip.pictures(clip.imageSize()))
            .orElseGet(() -> PreprocessConfig.read(bundle.folder(), clip.imageSize(), Fit.CROP));
    BytePairTokenizer tokenizer =
        BytePairTokenizer.load(bundle.folder(), clip.vocabulary(), clip.positions());
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new GraphImageEncoder(graphs, new ImagePreprocessor(preprocessing), bundle),
            Optional.of(new GraphTextEncoder(graphs, tokenizer, PAD)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            tokenizer::close));
  }
}
