package dev.diptych.encoders.internal.beit3;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.TowerComparisons;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.text.SentencePieceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/** A BEiT-3 checkpoint: a configuration and the tensors that were found to fit it. */
final class Beit3Checkpoint implements ImportPlan {

  private final Path folder;
  private final Beit3Config config;
  private final Checkpoint tensors;

  private Beit3Checkpoint(Path folder, Beit3Config config, Checkpoint tensors) {
    this.folder = folder;
    this.config = config;
    this.tensors = tensors;
  }

  static Beit3Checkpoint of(CheckpointFolder folder) {
    TensorSource source = folder.tensors();
    refuseOtherTasks(source);
    Beit3Config config = Beit3ConfigReader.read(source, folder.config());
    Checkpoint.refuseMoreLayersThanTensors(config.layers(), source);
    return new Beit3Checkpoint(
        folder.path(), config, Checkpoint.of(source, Beit3Tensors.of(config)));
  }

  /** The same transformer is published for other tasks, too. */
  private static void refuseOtherTasks(TensorSource source) {
    Set<String> names = source.tensors().keySet();
    if (names.contains(Beit3Tensors.WORDS)
        && !names.contains(Beit3Tensors.PICTURE_PROJECTION + ".weight")
        && !names.contains(Beit3Tensors.TEXT_PROJECTION + ".weight")) {
      throw refuse(
          "%s holds a BEiT-3 without %s.weight and %s.weight, which place pictures and texts in a joint space: it is for another task; take beit3_base_patch16_384_coco_retrieval.pth or another file of the authors' retrieval models",
          source.name(), Beit3Tensors.PICTURE_PROJECTION, Beit3Tensors.TEXT_PROJECTION);
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
    return List.of(Capability.ITC);
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
    identity.put("family", Beit3Family.NAME);
    identity.put("sizes", "%s %s".formatted(config.imageSize(), config.context()));
    identity.put(
        "tower",
        "%s %s %s %s %s"
            .formatted(
                config.hidden(),
                config.layers(),
                config.heads(),
                config.intermediate(),
                config.epsilon()));
    return identity;
  }

  @Override
  public Companions companions() throws IOException {
    Companions companions = new Companions(folder);
    Beit3Family.tokenizer(folder, config).close();
    for (String file : SentencePieceTokenizer.FILES) {
      companions.add(file);
    }
    return companions;
  }

  @Override
  public void compile(Precision precision, Path graphs) throws IOException {
    Beit3Graphs.compile(config, tensors, precision, graphs);
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    double scale = Math.exp(tensors.number(Beit3Tensors.LOGIT_SCALE));
    return new TowerComparisons(config.imageSize(), config.hidden(), scale)
        .run(graphs, golden, cores);
  }
}
