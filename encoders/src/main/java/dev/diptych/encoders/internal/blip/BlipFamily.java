package dev.diptych.encoders.internal.blip;

import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.family.Family;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.family.MatchScoring;
import dev.diptych.encoders.internal.runtime.GraphLooks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/** BLIP, as Hugging Face lays it out and as its authors saved it. */
public final class BlipFamily implements Family {

  /** Its name, and the {@code model_type} of its configurations. */
  public static final String NAME = "blip";

  /** Of the retrieval checkpoints; in captioning ones the tower has another name. */
  private static final String FIRST_CROSS_ATTENTION =
      "text_encoder.encoder.layer.0.crossattention.self.query.weight";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int graphVersion() {
    return GraphCompiler.VERSION;
  }

  /** A configuration that names no type is taken for BLIP's, whose reader says what it lacks. */
  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder
        .config()
        .map(BlipFamily::recognises)
        .orElseGet(() -> recognises(folder.tensors()));
  }

  private static boolean recognises(ConfigSection config) {
    String type = config.text("model_type", "");
    return type.equals(NAME) || (type.isEmpty() && config.architecture().matches("(Blip.*)?"));
  }

  private static boolean recognises(TensorSource tensors) {
    return OriginalTensors.isOriginal(tensors)
        && (tensors.tensors().containsKey(FIRST_CROSS_ATTENTION)
            || !tensors.tensors().containsKey("text_encoder.embeddings.LayerNorm.weight"));
  }

  @Override
  public Set<String> laterGraphs(List<Capability> capabilities) {
    return capabilities.contains(Capability.ITM) ? Set.of(GraphLooks.GRAPH) : Set.of();
  }

  @Override
  public ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    return BlipCheckpoint.of(folder, options);
  }

  private static BlipConfig config(FamilyConfig config) {
    return config.as(BlipConfig.class);
  }

  @Override
  public ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    BlipConfig read = config(config);
    BlipConfig.VisionConfig vision = read.vision();
    BlipConfig.TextConfig text = read.text();
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
        capabilities.contains(Capability.ITC) ? read.joint() : 0);
  }

  @Override
  public SequencedMap<String, String> choices(ImportOptions options) {
    SequencedMap<String, String> choices = new LinkedHashMap<>();
    choices.put("ITM's first token", "[%s]".formatted(options.itmFirstToken()));
    Double epsilon = options.visionEpsilon();
    choices.put("vision epsilon", epsilon == null ? "the configuration's" : epsilon.toString());
    choices.put("caption cleaning", options.cleanCaptions() ? "as in BLIP's evaluation" : "none");
    return choices;
  }

  @Override
  public Scoring scoring(FamilyConfig config, List<Capability> capabilities) {
    return MatchScoring.MATCH_PLUS_COSINE;
  }

  @Override
  public Model open(Bundle bundle, FamilyConfig config, int cores, WeightUse weights) {
    return BlipModel.open(bundle, config(config), cores, weights);
  }
}
