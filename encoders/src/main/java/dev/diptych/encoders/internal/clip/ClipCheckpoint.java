package dev.diptych.encoders.internal.clip;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.TowerComparisons;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.PreprocessFile;
import dev.diptych.encoders.internal.text.BytePairTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A CLIP checkpoint: a configuration and the tensors that were found to fit it. */
final class ClipCheckpoint implements ImportPlan {

  private final Path folder;
  private final ClipConfig config;
  private final Checkpoint tensors;

  private ClipCheckpoint(Path folder, ClipConfig config, Checkpoint tensors) {
    this.folder = folder;
    this.config = config;
    this.tensors = tensors;
  }

  static ClipCheckpoint of(CheckpointFolder folder) {
    ClipConfig config = ClipConfigReader.read(folder.config().orElseThrow());
    Checkpoint.refuseMoreLayersThanTensors(
        (long) config.vision().layers() + config.text().layers(), folder.tensors());
    return new ClipCheckpoint(
        folder.path(), config, Checkpoint.of(folder.tensors(), ClipTensors.of(config)));
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
    return tensors.warnings();
  }

  @Override
  public SequencedMap<String, String> identity() {
    SequencedMap<String, String> identity = new LinkedHashMap<>();
    identity.put("family", ClipFamily.NAME);
    identity.put("config", config.toString());
    return identity;
  }

  @Override
  public Companions companions() throws IOException {
    Companions companions = new Companions(folder);
    try (BytePairTokenizer tokenizer =
        BytePairTokenizer.load(folder, config.vocabulary(), config.positions())) {
      requireEnd(tokenizer.endId());
    }
    for (String file : BytePairTokenizer.FILES) {
      companions.add(file);
    }
    companions.add(
        PreprocessFile.NAME,
        PreprocessFile.find(folder, config.imageSize(), Fit.CROP).map(PreprocessFile::bytes));
    return companions;
  }

  /** Where no text had the end that the model looks for, all would get the same vector. */
  private void requireEnd(int endId) {
    if (config.endId() != ClipConfig.LARGEST_ID && config.endId() != endId) {
      throw ConfigSection.refuse(
          "text_config.eos_token_id is %s in config.json, but the tokenizer ends texts with %s; set it to that, or take the tokenizer files that belong to these weights",
          config.endId(), endId);
    }
  }

  @Override
  public void compile(Precision precision, Path graphs) throws IOException {
    ClipGraphs.compile(config, tensors, precision, graphs);
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    double scale = Math.exp(tensors.number(ClipTensors.LOGIT_SCALE));
    return new TowerComparisons(config.imageSize(), config.joint(), scale)
        .run(graphs, golden, cores);
  }
}
