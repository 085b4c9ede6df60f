package dev.diptych.encoders.internal.vlmo;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.checkpoint.TensorViews;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import dev.diptych.encoders.internal.family.CosineScoring;
import dev.diptych.encoders.internal.family.MatchScoring;
import dev.diptych.encoders.internal.graph.GraphFile;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.WeightFile;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import dev.diptych.encoders.internal.towers.ReadCheckpoint;
import dev.diptych.encoders.internal.towers.TwoTowerFamily;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** VLMo, as its authors saved it: for retrieval, or before that with the head that scores pairs. */
public final class VlmoFamily extends TwoTowerFamily<VlmoConfig, WordPieceTokenizer> {

  /** Its name, and the {@code model_type} of a configuration, where there is one. */
  public static final String NAME = "vlmo";

  public VlmoFamily() {
    super(NAME, VlmoGraphs.VERSION, VlmoConfig.class);
  }

  /** No other model keeps words and patches so named in one transformer. */
  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder.isOf(
        NAME, VlmoTensors.WORDS, VlmoTensors.CLASS, VlmoTensors.of(0, "mlp_imag.fc1.weight"));
  }

  @Override
  protected ReadCheckpoint<VlmoConfig> read(CheckpointFolder folder) {
    TensorSource source = VlmoTensors.kept(folder.tensors());
    refuseOtherTasks(source);
    VlmoConfig config = VlmoConfigReader.read(source, folder.config());
    Checkpoint.refuseMoreLayersThanTensors(config.layers(), source);
    ExpectedTensors expected = VlmoTensors.of(config);
    Map<String, View> views = VlmoTensors.views(config.layers());
    // First by the names that the file has.
    Checkpoint.of(source, TensorViews.stored(expected, views));
    return ReadCheckpoint.of(
        config, Checkpoint.of(new TensorViews(source, views), expected), config.warnings());
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
  protected List<Capability> capabilities(VlmoConfig config) {
    return config.pairs().scored()
        ? List.of(Capability.ITC, Capability.ITM)
        : List.of(Capability.ITC);
  }

  @Override
  protected void identify(VlmoConfig config, SequencedMap<String, String> identity) {
    identity.put("sizes", "%s %s".formatted(config.imageSize(), config.context()));
    identity.put(
        "tower",
        "%s %s %s %s"
            .formatted(config.hidden(), config.layers(), config.heads(), config.intermediate()));
    identity.put("form", config.form().toString());
    identity.put("pairs", config.pairs().toString());
  }

  @Override
  protected ModelShape shape(VlmoConfig config) {
    return new ModelShape(
        config.imageSize(),
        config.patchSize(),
        config.patches(),
        config.hidden(),
        config.layers(),
        config.hidden(),
        config.layers(),
        config.context(),
        config.vocabulary(),
        config.hidden());
  }

  /** Pairs are ordered as in the authors' evaluation with their second stage. */
  @Override
  protected Scoring scoring(VlmoConfig config) {
    return config.pairs().scored() ? MatchScoring.MATCH_PLUS_COSINE : CosineScoring.COSINE;
  }

  @Override
  protected List<String> tokenizerFiles() {
    return WordPieceTokenizer.FILES;
  }

  @Override
  protected WordPieceTokenizer tokenizer(Path folder, VlmoConfig config) {
    return WordPieceTokenizer.load(folder, config.vocabulary(), config.context());
  }

  @Override
  protected TextEncoder texts(Graphs graphs, WordPieceTokenizer tokenizer) {
    return new GraphTextEncoder(graphs, tokenizer, tokenizer.specialIds().pad());
  }

  @Override
  protected Optional<MatchEncoder> matches(
      VlmoConfig config, Graphs graphs, WordPieceTokenizer tokenizer) {
    return config.pairs().scored()
        ? Optional.of(new GraphMatchEncoder(graphs, tokenizer, tokenizer.specialIds().pad()))
        : Optional.empty();
  }

  @Override
  protected PreprocessConfig pictures(Path bundle, VlmoConfig config) {
    return config.preprocessing();
  }

  @Override
  protected ModelProto image(VlmoConfig config, OnnxGraph graph, Layers layers) {
    return new VlmoGraphs(config, graph, layers).image();
  }

  @Override
  protected ModelProto text(VlmoConfig config, OnnxGraph graph, Layers layers) {
    return new VlmoGraphs(config, graph, layers).text();
  }

  @Override
  protected void addGraphs(VlmoConfig config, WeightFile weights, Precision precision, Path folder)
      throws IOException {
    if (config.pairs().scored()) {
      for (String name : List.of(GraphMatchEncoder.IMAGES, GraphMatchEncoder.TEXTS)) {
        OnnxGraph graph = new OnnxGraph(name);
        Layers layers = new Layers(graph, weights, precision);
        GraphFile.write(folder, name, new VlmoGraphs(config, graph, layers).pairs());
      }
    }
  }

  @Override
  protected double scale(VlmoConfig config, Checkpoint tensors) {
    return Math.exp(tensors.number(VlmoTensors.LOGIT_SCALE));
  }

  @Override
  protected List<Comparison> compare(
      ReadCheckpoint<VlmoConfig> checkpoint, Path folder, GoldenFile golden, int cores) {
    List<Comparison> results = new ArrayList<>();
    if (checkpoint.config().pairs().scored()) {
      results.addAll(VlmoComparisons.run(folder, checkpoint.config(), golden, cores));
    }
    if (results.isEmpty() || golden.has("image_embeds") || golden.has("text_embeds")) {
      results.addAll(super.compare(checkpoint, folder, golden, cores));
    }
    return results;
  }
}
