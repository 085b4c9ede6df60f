package dev.diptych.encoders.internal.imagebind;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.TowerComparisons;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.RenamedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.text.BytePairTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** An ImageBind checkpoint: a configuration and the tensors that were found to fit it. */
final class ImageBindCheckpoint implements ImportPlan {

  /** The authors' code scales no text by more. */
  private static final double LARGEST_SCALE = 100;

  private final Path folder;
  private final ImageBindConfig config;
  private final Checkpoint tensors;

  private ImageBindCheckpoint(Path folder, ImageBindConfig config, Checkpoint tensors) {
    this.folder = folder;
    this.config = config;
    this.tensors = tensors;
  }

  static ImageBindCheckpoint of(CheckpointFolder folder) {
    TensorSource source = new RenamedTensors(folder.tensors(), ImageBindTensors::kept);
    ImageBindConfig config = ImageBindConfigReader.read(source, folder.config());
    Checkpoint.refuseMoreLayersThanTensors(
        (long) config.vision().layers() + config.text().layers(), source);
    return new ImageBindCheckpoint(
        folder.path(), config, Checkpoint.of(source, ImageBindTensors.of(config)));
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
    identity.put("family", ImageBindFamily.NAME);
    identity.put("sizes", "%s %s".formatted(config.imageSize(), config.context()));
    identity.put("vision", config.vision().toString());
    identity.put("text", config.text().toString());
    return identity;
  }

  @Override
  public Companions companions() throws IOException {
    Companions companions = new Companions(folder);
    BytePairTokenizer.load(folder, config.vocabulary(), config.context()).close();
    for (String file : BytePairTokenizer.FILES) {
      companions.add(file);
    }
    return companions;
  }

  @Override
  public void compile(Precision precision, Path graphs) throws IOException {
    ImageBindGraphs.compile(config, tensors, precision, graphs);
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    double scale = Math.min(LARGEST_SCALE, Math.exp(tensors.number(ImageBindTensors.LOGIT_SCALE)));
    return new TowerComparisons(config.imageSize(), config.joint(), scale)
        .run(graphs, golden, cores);
  }
}
