package dev.diptych.encoders.internal.towers;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.graph.GraphFile;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.WeightFile;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The plan of a checkpoint of two towers, as its family has it.
 *
 * @param family whose it is
 * @param folder where it lies
 * @param checkpoint what was read there
 */
public record TowerPlan<C extends Record>(
    TwoTowerFamily<C, ?> family, CheckpointFolder folder, ReadCheckpoint<C> checkpoint)
    implements ImportPlan {

  @Override
  public Checkpoint tensors() {
    return checkpoint.tensors();
  }

  @Override
  public FamilyConfig config() {
    return FamilyConfig.of(checkpoint.config());
  }

  @Override
  public List<Capability> capabilities() {
    return family.capabilities(checkpoint.config());
  }

  @Override
  public List<String> warnings() {
    return checkpoint.warnings();
  }

  @Override
  public SequencedMap<String, String> identity() {
    SequencedMap<String, String> identity = new LinkedHashMap<>();
    identity.put("family", family.name());
    family.identify(checkpoint.config(), identity);
    return identity;
  }

  @Override
  public Companions companions() throws IOException {
    Companions companions = new Companions(folder.path());
    family.tokenizer(folder.path(), checkpoint.config()).close();
    for (String file : family.tokenizerFiles()) {
      companions.add(file);
    }
    family.addPictureFiles(folder, checkpoint.config(), companions);
    return companions;
  }

  @Override
  public void compile(Precision precision, Path graphs) throws IOException {
    C config = checkpoint.config();
    try (WeightFile weights = new WeightFile(graphs, tensors())) {
      OnnxGraph image = new OnnxGraph(GraphImageEncoder.GRAPH);
      GraphFile.write(
          graphs,
          GraphImageEncoder.GRAPH,
          family.image(config, image, new Layers(image, weights, precision)));
      OnnxGraph text = new OnnxGraph(GraphTextEncoder.GRAPH);
      GraphFile.write(
          graphs,
          GraphTextEncoder.GRAPH,
          family.text(config, text, new Layers(text, weights, precision)));
      family.addGraphs(config, weights, precision, graphs);
    }
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    return family.compare(checkpoint, graphs, golden, cores);
  }
}
