package dev.diptych.encoders.internal.blip2;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.PreprocessFile;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A BLIP-2 checkpoint: a configuration and the tensors that were found to fit it. */
final class Blip2Checkpoint implements ImportPlan {

  private static final String TOWER = "vision_model.post_layernorm.weight";

  private final Path folder;
  private final Blip2Config config;
  private final ImportOptions options;
  private final Checkpoint tensors;

  private Blip2Checkpoint(
      Path folder, Blip2Config config, ImportOptions options, Checkpoint tensors) {
    this.folder = folder;
    this.config = config;
    this.options = options;
    this.tensors = tensors;
  }

  static Blip2Checkpoint of(CheckpointFolder folder, ImportOptions options) {
    ConfigSection root = folder.config().orElseThrow();
    boolean tower =
        root.holdsObject("vision_config") || folder.tensors().tensors().containsKey(TOWER);
    Blip2Config config = Blip2ConfigReader.read(root, tower);
    int visionLayers = config.vision() == null ? 0 : config.vision().layers();
    Checkpoint.refuseMoreLayersThanTensors(
        (long) visionLayers + config.qformer().layers(), folder.tensors());
    return new Blip2Checkpoint(
        folder.path(), config, options, Checkpoint.of(folder.tensors(), Blip2Tensors.of(config)));
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
    return List.of(Capability.ITC, Capability.ITM);
  }

  @Override
  public List<String> warnings() {
    return tensors.warnings();
  }

  @Override
  public SequencedMap<String, String> identity() {
    SequencedMap<String, String> identity = new LinkedHashMap<>();
    identity.put("family", Blip2Family.NAME);
    identity.put("clean-captions", Boolean.toString(options.cleanCaptions()));
    identity.put("config", config.toString());
    return identity;
  }

  @Override
  public Companions companions() throws IOException {
    if (config.vision() == null) {
      throw ConfigSection.refuse(
          "%s holds a Q-Former without a vision tower, which reads no pictures: take the whole %s",
          folder, "Blip2ForImageTextRetrieval");
    }
    Companions companions = new Companions(folder);
    Blip2Family.words(folder, config).close();
    for (String file : WordPieceTokenizer.FILES) {
      companions.add(file);
    }
    companions.add(
        PreprocessFile.NAME,
        PreprocessFile.find(folder, config.vision().imageSize(), Fit.STRETCH)
            .map(PreprocessFile::bytes));
    return companions;
  }

  @Override
  public void compile(Precision precision, Path graphs) throws IOException {
    Blip2Graphs.compile(config, tensors, precision, graphs);
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    return Blip2Comparisons.run(graphs, config, golden, cores);
  }
}
