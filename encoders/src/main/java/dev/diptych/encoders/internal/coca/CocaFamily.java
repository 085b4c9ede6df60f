package dev.diptych.encoders.internal.coca;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.captioning.CaptionDecoder;
import dev.diptych.encoders.internal.captioning.GraphCaptioner;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.graph.GraphFile;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.WeightFile;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.text.BytePairTokenizer;
import dev.diptych.encoders.internal.towers.ReadCheckpoint;
import dev.diptych.encoders.internal.towers.TwoTowerFamily;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** CoCa, as open_clip lays it out. */
public final class CocaFamily extends TwoTowerFamily<CocaConfig, BytePairTokenizer> {

  /** Its name; no configuration has it. */
  public static final String NAME = "coca";

  public CocaFamily() {
    super(NAME, CocaGraphs.VERSION, CocaConfig.class);
  }

  /**
   * No other model pools patches by learnt queries or has a class token behind its texts. One of
   * the two is enough: a file that lacks the other is a CoCa all the same, and is told so.
   */
  @Override
  public boolean recognises(CheckpointFolder folder) {
    Set<String> names = folder.tensors().tensors().keySet();
    return names.contains(CocaTensors.QUERY) || names.contains(CocaTensors.TEXT_CLASS);
  }

  @Override
  protected ReadCheckpoint<CocaConfig> read(CheckpointFolder folder) {
    TensorSource source = CocaTensors.apart(folder.tensors());
    CocaConfig config = CocaConfigReader.read(source, folder.config());
    Checkpoint.refuseMoreLayersThanTensors(
        (long) config.vision().layers() + config.text().layers(), source);
    return ReadCheckpoint.of(
        config, Checkpoint.of(source, CocaTensors.of(config)), config.warnings());
  }

  @Override
  protected List<Capability> capabilities(CocaConfig config) {
    return config.decoder() == null
        ? List.of(Capability.ITC)
        : List.of(Capability.ITC, Capability.CAPTION);
  }

  @Override
  protected void identify(CocaConfig config, SequencedMap<String, String> identity) {
    identity.put("sizes", "%s %s".formatted(config.imageSize(), config.context()));
    identity.put("vision", config.vision().toString());
    identity.put("text", config.text().toString());
    if (config.decoder() != null) {
      identity.put("decoder", config.decoder().toString());
    }
    identity.put("pooler heads", Integer.toString(config.poolerHeads()));
    identity.put("preprocessing", config.preprocessing().toString());
  }

  @Override
  protected ModelShape shape(CocaConfig config) {
    return new ModelShape(
        config.imageSize(),
        config.patchSize(),
        config.queries(),
        config.joint(),
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
  protected BytePairTokenizer tokenizer(Path folder, CocaConfig config) {
    return BytePairTokenizer.load(folder, config.vocabulary(), config.context());
  }

  @Override
  protected PreprocessConfig pictures(Path bundle, CocaConfig config) {
    return config.preprocessing();
  }

  @Override
  protected ModelProto image(CocaConfig config, OnnxGraph graph, Layers layers) {
    return new CocaGraphs(config, graph, layers).image();
  }

  @Override
  protected ModelProto text(CocaConfig config, OnnxGraph graph, Layers layers) {
    return new CocaGraphs(config, graph, layers).text();
  }

  @Override
  protected void addGraphs(CocaConfig config, WeightFile weights, Precision precision, Path folder)
      throws IOException {
    if (config.decoder() != null) {
      GraphFile.write(
          folder, CaptionDecoder.GRAPH, CocaCaptionGraph.build(config, config.decoder(), weights));
    }
  }

  @Override
  protected double scale(CocaConfig config, Checkpoint tensors) {
    return Math.exp(tensors.number(CocaTensors.LOGIT_SCALE));
  }

  @Override
  protected List<Comparison> compare(
      ReadCheckpoint<CocaConfig> checkpoint, Path folder, GoldenFile golden, int cores) {
    CocaConfig config = checkpoint.config();
    return config.decoder() != null && golden.has("prompt_ids")
        ? CocaComparisons.run(folder, config, golden, cores)
        : super.compare(checkpoint, folder, golden, cores);
  }

  @Override
  protected Optional<Captioner> captioner(
      CocaConfig config, Graphs graphs, BytePairTokenizer tokenizer) {
    return Optional.ofNullable(config.decoder())
        .map(
            decoder ->
                new GraphCaptioner(
                    graphs,
                    CocaCaptionGraph.shape(config, decoder),
                    new CocaWords(tokenizer, config.context())));
  }
}
