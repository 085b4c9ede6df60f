package dev.diptych.encoders.internal.clip;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.checkpoint.TensorViews;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.image.PreprocessFile;
import dev.diptych.encoders.internal.openclip.OpenClipConfig;
import dev.diptych.encoders.internal.text.BytePairTokenizer;
import dev.diptych.encoders.internal.towers.ReadCheckpoint;
import dev.diptych.encoders.internal.towers.TwoTowerFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** CLIP, as Hugging Face or open_clip lays it out. */
public final class ClipFamily extends TwoTowerFamily<ClipConfig, BytePairTokenizer> {

  /** Its name, and the {@code model_type} of its configurations. */
  public static final String NAME = "clip";

  public ClipFamily() {
    super(NAME, ClipGraphs.VERSION, ClipConfig.class);
  }

  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder.config().map(ClipFamily::recognises).orElse(false)
        || (isOpenClip(folder) && OpenClipLayout.isOf(folder.tensors()));
  }

  private static boolean recognises(ConfigSection config) {
    String type = config.text("model_type", "");
    return type.equals(NAME) || (type.isEmpty() && config.architecture().startsWith("CLIP"));
  }

  /** Whether sizes and preprocessing are said in open_clip's form, or nowhere. */
  private static boolean isOpenClip(CheckpointFolder folder) {
    return folder.config().map(OpenClipConfig::isOne).orElse(true);
  }

  @Override
  protected ReadCheckpoint<ClipConfig> read(CheckpointFolder folder) {
    TensorSource file = folder.tensors();
    ClipConfig config =
        isOpenClip(folder)
            ? OpenClipLayout.config(file, new OpenClipConfig(folder.config()))
            : ClipConfigReader.read(folder.config().orElseThrow());
    Checkpoint.refuseMoreLayersThanTensors(
        (long) config.vision().layers() + config.text().layers(), file);
    ExpectedTensors expected = ClipTensors.of(config);
    if (!OpenClipLayout.isOf(file)) {
      return ReadCheckpoint.of(config, Checkpoint.of(file, expected), List.of());
    }
    Map<String, View> views = OpenClipLayout.views(config);
    Checkpoint.of(file, TensorViews.stored(expected, views)); // by the names that the file has
    return ReadCheckpoint.of(
        config, Checkpoint.of(new TensorViews(file, views), expected), List.of());
  }

  @Override
  protected void identify(ClipConfig config, SequencedMap<String, String> identity) {
    identity.put("config", config.toString());
  }

  @Override
  protected ModelShape shape(ClipConfig config) {
    return new ModelShape(
        config.imageSize(),
        config.patchSize(),
        config.patches(),
        config.vision().hidden(),
        config.vision().layers(),
        config.text().hidden(),
        config.text().layers(),
        config.positions(),
        config.vocabulary(),
        config.joint());
  }

  @Override
  protected List<String> tokenizerFiles() {
    return BytePairTokenizer.FILES;
  }

  /** Where no text had the end that the model looks for, all would get the same vector. */
  @Override
  protected BytePairTokenizer tokenizer(Path folder, ClipConfig config) {
    BytePairTokenizer tokenizer =
        BytePairTokenizer.load(folder, config.vocabulary(), config.positions());
    int end = tokenizer.endId();
    if (config.endId() != ClipConfig.LARGEST_ID && config.endId() != end) {
      tokenizer.close();
      throw ConfigSection.refuse(
          "text_config.eos_token_id is %s in config.json, but the tokenizer ends texts with %s; set it to that, or take the tokenizer files that belong to these weights",
          config.endId(), end);
    }
    return tokenizer;
  }

  @Override
  protected PreprocessConfig pictures(Path bundle, ClipConfig config) {
    return OpenClipConfig.in(bundle)
        .map(openClip -> openClip.pictures(config.imageSize()))
        .orElseGet(() -> PreprocessConfig.read(bundle, config.imageSize(), Fit.CROP));
  }

  @Override
  protected void addPictureFiles(CheckpointFolder folder, ClipConfig config, Companions companions)
      throws IOException {
    if (isOpenClip(folder)) {
      companions.add(
          OpenClipConfig.FILE, Optional.of(Files.readAllBytes(folder.configFile().orElseThrow())));
    } else {
      companions.add(
          PreprocessFile.NAME,
          PreprocessFile.find(folder.path(), config.imageSize(), Fit.CROP)
              .map(PreprocessFile::bytes));
    }
  }

  @Override
  protected ModelProto image(ClipConfig config, OnnxGraph graph, Layers layers) {
    return new ClipGraphs(config, graph, layers).image();
  }

  @Override
  protected ModelProto text(ClipConfig config, OnnxGraph graph, Layers layers) {
    return new ClipGraphs(config, graph, layers).text();
  }

  @Override
  protected double scale(ClipConfig config, Checkpoint tensors) {
    return Math.exp(tensors.number(ClipTensors.LOGIT_SCALE));
  }
}
