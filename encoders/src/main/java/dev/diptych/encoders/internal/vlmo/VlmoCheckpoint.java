package dev.diptych.encoders.internal.vlmo;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.TowerComparisons;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.checkpoint.TensorViews;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A VLMo checkpoint: a configuration and the tensors that were found to fit it. */
final class VlmoCheckpoint implements ImportPlan {

  private final Path folder;
  private final VlmoConfig config;
  private final Checkpoint tensors;

  private VlmoCheckpoint(Path folder, VlmoConfig config, Checkpoint tensors) {
    this.folder = folder;
    this.config = config;
    this.tensors = tensors;
  }

  static VlmoCheckpoint of(CheckpointFolder folder) {
    TensorSource source = VlmoTensors.kept(folder.tensors());
    refuseOtherTasks(source);
    VlmoConfig config = VlmoConfigReader.read(source, folder.config());
    Checkpoint.refuseMoreLayersThanTensors(config.layers(), source);
    ExpectedTensors expected = VlmoTensors.of(config);
    Map<String, View> views = VlmoTensors.views(config.layers());
    // First by the names that the file has.
    Checkpoint.of(source, TensorViews.stored(expected, views));
    return new VlmoCheckpoint(
        folder.path(), config, Checkpoint.of(new TensorViews(source, views), expected));
  }

  /** The same transformer is published for other tasks, too. */
  private static void refuseOtherTasks(TensorSource source) {
    if (source.tensors().containsKey(VlmoTensors.WORDS)
        && !source.tensors().containsKey(VlmoTensors.PICTURE_PROJECTION + ".weight")
        && !source.tensors().containsKey(VlmoTensors.TEXT_PROJECTION + ".weight")) {
      throw refuse(
          "%s holds a VLMo without %s.weight and %s.weight, which place pictures and texts in a joint space: it is for another task; take vlmo_base_patch16_384_coco.pt or another file of the authors' retrieval models",
          source.name(), VlmoTensors.PICTURE_PROJECTION, VlmoTensors.TEXT_PROJECTION);
    }
  }

  @Override
  public Checkpoint tensors() {
    return tensors;
  }

  @Override
  public FamilyConfig config() {
    return FamilyConfig.of(config);
  }

  @Override
  public List<Capability> capabilities() {
    return config.pairs().scored()
        ? List.of(Capability.ITC, Capability.ITM)
        : List.of(Capability.ITC);
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(config.warnings());
    warnings.addAll(tensors.warnings());
    return warnings;
  }

  @Override
  public SequencedMap<String, String> identity() {
    SequencedMap<String, String> identity = new LinkedHashMap<>();
    identity.put("family", VlmoFamily.NAME);
    identity.put("sizes", "%s %s".formatted(config.imageSize(), config.context()));
    identity.put(
        "tower",
        "%s %s %s %s"
            .formatted(config.hidden(), config.layers(), config.heads(), config.intermediate()));
    identity.put("form", config.form().toString());
    identity.put("pairs", config.pairs().toString());
    return identity;
  }

  @Override
  public Companions companions() throws IOException {
    Companions companions = new Companions(folder);
    WordPieceTokenizer.load(folder, config.vocabulary(), config.context()).close();
    for (String file : WordPieceTokenizer.FILES) {
      companions.add(file);
    }
    return companions;
  }

  @Override
  public void compile(Precision precision, Path graphs) throws IOException {
    VlmoGraphs.compile(config, tensors, precision, graphs);
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    List<Comparison> results =
        new ArrayList<>(
            config.pairs().scored()
                ? VlmoComparisons.run(graphs, config, golden, cores)
                : List.of());
    if (results.isEmpty() || golden.has("image_embeds") || golden.has("text_embeds")) {
      double scale = Math.exp(tensors.number(VlmoTensors.LOGIT_SCALE));
      results.addAll(
          new TowerComparisons(config.imageSize(), config.hidden(), scale)
              .run(graphs, golden, cores));
    }
    return results;
  }
}
