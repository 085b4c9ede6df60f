package dev.diptych.encoders.internal.siglip;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.core.Scoring;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorViews;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.image.PreprocessFile;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.text.SentencePieceTokenizer;
import dev.diptych.encoders.internal.towers.ReadCheckpoint;
import dev.diptych.encoders.internal.towers.TwoTowerFamily;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** SigLIP, and SigLIP 2 of fixed resolution, as Hugging Face lays them out. */
public final class SiglipFamily extends TwoTowerFamily<SiglipConfig, SentencePieceTokenizer> {

  /** Its name, and the {@code model_type} of its configurations. */
  public static final String NAME = "siglip";

  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public SiglipFamily() {
    super(NAME, SiglipGraphs.VERSION, SiglipConfig.class);
  }

  /** How pictures are made ready where no file says it: as in Hugging Face's processor. */
  private static PreprocessConfig usualPictures(SiglipSizes sizes) {
    return PreprocessConfig.ofDefaults(sizes.imageSize(), Fit.STRETCH).normalisedBy(HALF, HALF);
  }

  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder.config().map(SiglipConfigReader::recognises).orElse(false);
  }

  @Override
  protected ReadCheckpoint<SiglipConfig> read(CheckpointFolder folder) {
    SiglipSizes sizes = SiglipConfigReader.read(folder.config().orElseThrow());
    Checkpoint.refuseMoreLayersThanTensors(
        (long) sizes.vision().layers() + sizes.text().layers(), folder.tensors());
    SiglipTensors.refuseFlexible(folder.tensors());
    ExpectedTensors expected = SiglipTensors.of(sizes);
    Map<String, View> views = SiglipTensors.views();
    Checkpoint stored = Checkpoint.of(folder.tensors(), TensorViews.stored(expected, views));
    SiglipConfig config =
        new SiglipConfig(sizes, scale(stored), number(stored, SiglipTensors.LOGIT_BIAS));
    List<String> warnings = new ArrayList<>(stored.warnings());
    if (PreprocessFile.find(folder.path(), usualPictures(sizes)).isEmpty()) {
      warnings.add(
          "%s is missing: pictures are resampled bicubically, as for the first SigLIP; SigLIP 2 was trained with the bilinear way, which its own file says"
              .formatted(PreprocessFile.NAME));
    }
    return new ReadCheckpoint<>(
        config, Checkpoint.of(new TensorViews(folder.tensors(), views), expected), warnings);
  }

  /** What is stored is its logarithm. */
  private static double scale(Checkpoint stored) {
    double logarithm = number(stored, SiglipTensors.LOGIT_SCALE);
    double scale = Math.exp(logarithm);
    if (!(scale > 0 && scale < Float.MAX_VALUE)) {
      throw refuse(
          "%s is %s, but it is the logarithm of what cosines are multiplied by, about 4.7; fetch the weights again",
          SiglipTensors.LOGIT_SCALE, logarithm);
    }
    return scale;
  }

  private static float number(Checkpoint stored, String tensor) {
    return stored.checkedFloats(tensor).get(FLOAT, 0);
  }

  @Override
  protected void identify(SiglipConfig config, SequencedMap<String, String> identity) {
    identity.put("config", config.sizes().toString());
  }

  @Override
  protected ModelShape shape(SiglipConfig config) {
    SiglipSizes sizes = config.sizes();
    return new ModelShape(
        sizes.imageSize(),
        sizes.patchSize(),
        sizes.patches(),
        sizes.vision().hidden(),
        sizes.vision().layers(),
        sizes.text().hidden(),
        sizes.text().layers(),
        sizes.positions(),
        sizes.vocabulary(),
        sizes.joint());
  }

  @Override
  protected Scoring scoring(SiglipConfig config) {
    return config.scoring();
  }

  @Override
  protected List<String> tokenizerFiles() {
    return SentencePieceTokenizer.FILES;
  }

  @Override
  protected SentencePieceTokenizer tokenizer(Path folder, SiglipConfig config) {
    return SentencePieceTokenizer.load(
        folder, config.sizes().vocabulary(), config.sizes().positions());
  }

  /** Texts are filled up, and what fills them is read. */
  @Override
  protected TextEncoder texts(Graphs graphs, SentencePieceTokenizer tokenizer) {
    return GraphTextEncoder.ofWholeRows(graphs, tokenizer, tokenizer.padId());
  }

  @Override
  protected PreprocessConfig pictures(Path bundle, SiglipConfig config) {
    return PreprocessConfig.read(bundle, usualPictures(config.sizes()));
  }

  @Override
  protected void addPictureFiles(
      CheckpointFolder folder, SiglipConfig config, Companions companions) throws IOException {
    companions.add(
        PreprocessFile.NAME,
        PreprocessFile.find(folder.path(), usualPictures(config.sizes()))
            .map(PreprocessFile::bytes));
  }

  @Override
  protected ModelProto image(SiglipConfig config, OnnxGraph graph, Layers layers) {
    return new SiglipGraphs(config.sizes(), graph, layers).image();
  }

  @Override
  protected ModelProto text(SiglipConfig config, OnnxGraph graph, Layers layers) {
    return new SiglipGraphs(config.sizes(), graph, layers).text();
  }

  @Override
  protected double scale(SiglipConfig config, Checkpoint tensors) {
    return config.scale();
  }

  @Override
  protected List<Comparison> compare(
      ReadCheckpoint<SiglipConfig> checkpoint, Path folder, GoldenFile golden, int cores) {
    return SiglipComparisons.run(folder, checkpoint.config(), golden, cores);
  }
}
