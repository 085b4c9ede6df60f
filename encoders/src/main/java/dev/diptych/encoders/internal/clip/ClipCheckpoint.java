package dev.diptych.encoders.internal.clip;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.TowerComparisons;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.checkpoint.TensorViews;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.PreprocessFile;
import dev.diptych.encoders.internal.openclip.OpenClipConfig;
import dev.diptych.encoders.internal.text.BytePairTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** A CLIP checkpoint: a configuration and the tensors that were found to fit it. */
final class ClipCheckpoint implements ImportPlan {

  private final CheckpointFolder folder;
  private final ClipConfig config;
  private final Checkpoint tensors;

  private ClipCheckpoint(CheckpointFolder folder, ClipConfig config, Checkpoint tensors) {
    this.folder = folder;
    this.config = config;
    this.tensors = tensors;
  }

  static ClipCheckpoint of(CheckpointFolder folder) {
    TensorSource file = folder.tensors();
    ClipConfig config =
        isOpenClip(folder)
            ? OpenClipLayout.config(file, new OpenClipConfig(folder.config()))
            : ClipConfigReader.read(folder.config().orElseThrow());
    Checkpoint.refuseMoreLayersThanTensors(
        (long) config.vision().layers() + config.text().layers(), file);
    ExpectedTensors expected = ClipTensors.of(config);
    if (!OpenClipLayout.isOf(file)) {
      return new ClipCheckpoint(folder, config, Checkpoint.of(file, expected));
    }
    Map<String, View> views = OpenClipLayout.views(config);
    Checkpoint.of(file, TensorViews.stored(expected, views)); // by the names that the file has
    return new ClipCheckpoint(
        folder, config, Checkpoint.of(new TensorViews(file, views), expected));
  }

  /** Whether sizes and preprocessing are said in open_clip's form, or nowhere. */
  private static boolean isOpenClip(CheckpointFolder folder) {
    return folder.config().map(OpenClipConfig::isOne).orElse(true);
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
    Path path = folder.path();
    Companions companions = new Companions(path);
    try (BytePairTokenizer tokenizer =
        BytePairTokenizer.load(path, config.vocabulary(), config.positions())) {
      requireEnd(tokenizer.endId());
    }
    for (String file : BytePairTokenizer.FILES) {
      companions.add(file);
    }
    if (isOpenClip(folder)) {
      companions.add(
          OpenClipConfig.FILE, Optional.of(Files.readAllBytes(folder.configFile().orElseThrow())));
    } else {
      companions.add(
          PreprocessFile.NAME,
          PreprocessFile.find(path, config.imageSize(), Fit.CROP).map(PreprocessFile::bytes));
    }
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
