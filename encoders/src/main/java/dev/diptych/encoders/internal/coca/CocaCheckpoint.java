package dev.diptych.encoders.internal.coca;

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
import dev.diptych.encoders.internal.text.BytePairTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A CoCa checkpoint: a configuration and the tensors that were found to fit it. */
final class CocaCheckpoint implements ImportPlan {

  private final Path folder;
  private final CocaConfig config;
  private final Checkpoint tensors;

  private CocaCheckpoint(Path folder, CocaConfig config, Checkpoint tensors) {
    this.folder = folder;
    this.config = config;
    this.tensors = tensors;
  }

  static CocaCheckpoint of(CheckpointFolder folder) {
    TensorSource source = CocaTensors.apart(folder.tensors());
    CocaConfig config = CocaConfigReader.read(source, folder.config());
    Checkpoint.refuseMoreLayersThanTensors(
        (long) config.vision().layers() + config.text().layers(), source);
    return new CocaCheckpoint(folder.path(), config, Checkpoint.of(source, CocaTensors.of(config)));
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
    return config.decoder() == null
        ? List.of(Capability.ITC)
        : List.of(Capability.ITC, Capability.CAPTION);
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
    identity.put("family", CocaFamily.NAME);
    identity.put("sizes", "%s %s".formatted(config.imageSize(), config.context()));
    identity.put("vision", config.vision().toString());
    identity.put("text", config.text().toString());
    if (config.decoder() != null) {
      identity.put("decoder", config.decoder().toString());
    }
    identity.put("pooler heads", Integer.toString(config.poolerHeads()));
    identity.put("preprocessing", config.preprocessing().toString());
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
    CocaGraphs.compile(config, tensors, precision, graphs);
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    if (config.decoder() != null && golden.has("prompt_ids")) {
      return CocaComparisons.run(graphs, config, golden, cores);
    }
    double scale = Math.exp(tensors.number(CocaTensors.LOGIT_SCALE));
    return new TowerComparisons(config.imageSize(), config.joint(), scale)
        .run(graphs, golden, cores);
  }
}
