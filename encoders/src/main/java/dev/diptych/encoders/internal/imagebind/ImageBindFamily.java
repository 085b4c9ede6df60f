package dev.diptych.encoders.internal.imagebind;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.RenamedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.text.BytePairTokenizer;
import dev.diptych.encoders.internal.towers.ReadCheckpoint;
import dev.diptych.encoders.internal.towers.TwoTowerFamily;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;

/** ImageBind, as its authors saved it: pictures and texts, none of the other senses. */
public final class ImageBindFamily extends TwoTowerFamily<ImageBindConfig, BytePairTokenizer> {

  /** Its name, and the {@code model_type} of a configuration, where there is one. */
  public static final String NAME = "imagebind";

  /** The authors' code scales no text by more. */
  private static final double LARGEST_SCALE = 100;

  public ImageBindFamily() {
    super(NAME, ImageBindGraphs.VERSION, ImageBindConfig.class);
  }

  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder
        .config()
        .map(config -> config.text("model_type", "").equals(NAME))
        .orElseGet(() -> folder.tensors().tensors().containsKey(ImageBindTensors.PATCHES));
  }

  @Override
  protected ReadCheckpoint<ImageBindConfig> read(CheckpointFolder folder) {
    TensorSource source = new RenamedTensors(folder.tensors(), ImageBindTensors::kept);
    ImageBindConfig config = ImageBindConfigReader.read(source, folder.config());
    Checkpoint.refuseMoreLayersThanTensors(
        (long) config.vision().layers() + config.text().layers(), source);
    return ReadCheckpoint.of(
        config, Checkpoint.of(source, ImageBindTensors.of(config)), config.warnings());
  }

  @Override
  protected void identify(ImageBindConfig config, SequencedMap<String, String> identity) {
    identity.put("sizes", "%s %s".formatted(config.imageSize(), config.context()));
    identity.put("vision", config.vision().toString());
    identity.put("text", config.text().toString());
  }

  @Override
  protected ModelShape shape(ImageBindConfig config) {
    return new ModelShape(
        config.imageSize(),
        config.patchSize(),
        config.patches(),
        config.vision().hidden(),
        config.vision().layers(),
        config.text().hidden(),
        config.text().layers(),
        config.context(),
        config.vocabulary(),
        config.joint());
  }

  @Override
  protected List<String> tokenizerFiles() {
    return BytePairTokenizer.FILES;
  }

  @Override
  protected BytePairTokenizer tokenizer(Path folder, ImageBindConfig config) {
    return BytePairTokenizer.load(folder, config.vocabulary(), config.context());
  }

  @Override
  protected PreprocessConfig pictures(Path bundle, ImageBindConfig config) {
    return config.preprocessing();
  }

  @Override
  protected ModelProto image(ImageBindConfig config, OnnxGraph graph, Layers layers) {
    return new ImageBindGraphs(config, graph, layers).image();
  }

  @Override
  protected ModelProto text(ImageBindConfig config, OnnxGraph graph, Layers layers) {
    return new ImageBindGraphs(config, graph, layers).text();
  }

  @Override
  protected double scale(ImageBindConfig config, Checkpoint tensors) {
    return Math.min(LARGEST_SCALE, Math.exp(tensors.number(ImageBindTensors.LOGIT_SCALE)));
  }
}
