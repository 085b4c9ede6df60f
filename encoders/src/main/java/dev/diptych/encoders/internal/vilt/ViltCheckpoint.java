package dev.diptych.encoders.internal.vilt;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.graph.GraphFile;
import dev.diptych.encoders.internal.graph.WeightFile;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.image.PreprocessFile;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A ViLT checkpoint: a configuration and the tensors that were found to fit it. */
final class ViltCheckpoint implements ImportPlan {

  private final Path folder;
  private final ViltConfig config;
  private final Checkpoint tensors;

  private ViltCheckpoint(Path folder, ViltConfig config, Checkpoint tensors) {
    this.folder = folder;
    this.config = config;
    this.tensors = tensors;
  }

  static ViltCheckpoint of(CheckpointFolder folder) {
    ViltConfig config = ViltConfigReader.read(folder.config().orElseThrow());
    Checkpoint.refuseMoreLayersThanTensors(config.layers(), folder.tensors());
    return new ViltCheckpoint(
        folder.path(), config, Checkpoint.of(folder.tensors(), ViltTensors.of(config)));
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
    return List.of(Capability.ITM);
  }

  @Override
  public List<String> warnings() {
    return tensors.warnings();
  }

  @Override
  public SequencedMap<String, String> identity() {
    SequencedMap<String, String> identity = new LinkedHashMap<>();
    identity.put("family", ViltFamily.NAME);
    identity.put("config", config.toString());
    return identity;
  }

  @Override
  public Companions companions() throws IOException {
    Companions companions = new Companions(folder);
    WordPieceTokenizer.load(folder, config.vocabulary(), config.positions()).close();
    for (String file : WordPieceTokenizer.FILES) {
      companions.add(file);
    }
    PreprocessConfig pictures = PreprocessConfig.read(folder, ViltFamily.pictures(config));
    if (pictures.shortest() != config.imageSize()) {
      throw ConfigSection.refuse(
          "%s makes the shorter side of pictures %s pixels, but the positions of config.json are for %s (image_size); set one to the other",
          PreprocessFile.NAME, pictures.shortest(), config.imageSize());
    }
    companions.add(
        PreprocessFile.NAME,
        PreprocessFile.find(folder, ViltFamily.pictures(config)).map(PreprocessFile::bytes));
    return companions;
  }

  /** Writes all graphs. The same checkpoint gives the same bytes. */
  @Override
  public void compile(Precision precision, Path graphs) throws IOException {
    try (WeightFile weights = new WeightFile(graphs, tensors)) {
      GraphFile.write(graphs, GraphImageEncoder.GRAPH, ViltImageGraph.build(config, weights));
      for (String direction : List.of(GraphMatchEncoder.IMAGES, GraphMatchEncoder.TEXTS)) {
        for (boolean merged : new boolean[] {false, true}) {
          String name = merged ? direction + GraphMatchEncoder.MERGED : direction;
          GraphFile.write(
              graphs, name, ViltMatchGraph.build(name, merged, config, weights, precision));
        }
      }
    }
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    return ViltComparisons.run(graphs, config, golden, cores);
  }
}
