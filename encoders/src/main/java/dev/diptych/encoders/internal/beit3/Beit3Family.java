package dev.diptych.encoders.internal.beit3;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.text.SentencePieceStyle;
import dev.diptych.encoders.internal.text.SentencePieceTokenizer;
import dev.diptych.encoders.internal.towers.ReadCheckpoint;
import dev.diptych.encoders.internal.towers.TwoTowerFamily;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/** BEiT-3 for retrieval, as its authors saved it. */
public final class Beit3Family extends TwoTowerFamily<Beit3Config, SentencePieceTokenizer> {

  /** Its name, and the {@code model_type} of a configuration, where there is one. */
  public static final String NAME = "beit3";

  public Beit3Family() {
    super(NAME, Beit3Graphs.VERSION, Beit3Config.class);
  }

  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder.isOf(NAME, Beit3Tensors.WORDS, Beit3Tensors.CLASS);
  }

  @Override
  protected ReadCheckpoint<Beit3Config> read(CheckpointFolder folder) {
    TensorSource source = folder.tensors();
    refuseOtherTasks(source);
    Beit3Config config = Beit3ConfigReader.read(source, folder.config());
    Checkpoint.refuseMoreLayersThanTensors(config.layers(), source);
    return ReadCheckpoint.of(
        config, Checkpoint.of(source, Beit3Tensors.of(config)), config.warnings());
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
  protected void identify(Beit3Config config, SequencedMap<String, String> identity) {
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
  }

  @Override
  protected ModelShape shape(Beit3Config config) {
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

  @Override
  protected List<String> tokenizerFiles() {
    return SentencePieceTokenizer.FILES;
  }

  @Override
  protected SentencePieceTokenizer tokenizer(Path folder, Beit3Config config) {
    return SentencePieceTokenizer.load(
        folder, config.vocabulary(), config.context(), SentencePieceStyle.XLM_ROBERTA);
  }

  @Override
  protected TextEncoder texts(Graphs graphs, SentencePieceTokenizer tokenizer) {
    return new GraphTextEncoder(graphs, tokenizer, tokenizer.padId());
  }

  @Override
  protected PreprocessConfig pictures(Path bundle, Beit3Config config) {
    return config.preprocessing();
  }

  @Override
  protected ModelProto image(Beit3Config config, OnnxGraph graph, Layers layers) {
    return new Beit3Graphs(config, graph, layers).image();
  }

  @Override
  protected ModelProto text(Beit3Config config, OnnxGraph graph, Layers layers) {
    return new Beit3Graphs(config, graph, layers).text();
  }

  @Override
  protected double scale(Beit3Config config, Checkpoint tensors) {
    return Math.exp(tensors.number(Beit3Tensors.LOGIT_SCALE));
  }
}
