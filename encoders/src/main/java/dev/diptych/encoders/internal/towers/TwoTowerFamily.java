package dev.diptych.encoders.internal.towers;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.TowerComparisons;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.CosineScoring;
import dev.diptych.encoders.internal.family.Family;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportChoice;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.WeightFile;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.runtime.BundleModel;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Offline;
import dev.diptych.encoders.internal.text.OwnedTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A family whose pictures and texts become vectors of one space, each by a tower of its own, and
 * whose imports have no choices. A subclass says what differs: how a checkpoint is read, its
 * tokenizer and preprocessing, its graphs. Stateless and thread-safe.
 *
 * @param <C> the effective configuration, kept in {@code bundle.json}
 * @param <T> its tokenizer
 */
public abstract class TwoTowerFamily<C extends Record, T extends OwnedTokenizer> implements Family {

  /** Fills up short rows; a mask, or the model itself, takes it for nothing. */
  private static final int PAD = 0;

  private final String name;
  private final int graphVersion;
  private final Class<C> type;

  /**
   * @param name in {@code bundle.json}: lower case, never changed
   * @param graphVersion raised when the graphs change
   * @param type of the configuration
   */
  protected TwoTowerFamily(String name, int graphVersion, Class<C> type) {
    this.name = name;
    this.graphVersion = graphVersion;
    this.type = type;
  }

  /**
   * Reads a checkpoint that was recognised.
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when its contents do not fit each
   *     other
   */
  protected abstract ReadCheckpoint<C> read(CheckpointFolder folder);

  /** Puts what of a configuration makes the model what it is; the order is part of it. */
  protected abstract void identify(C config, SequencedMap<String, String> identity);

  /** {@return the sizes of both towers} */
  protected abstract ModelShape shape(C config);

  /** {@return the files that its tokenizer is read from, or would be} */
  protected abstract List<String> tokenizerFiles();

  /**
   * {@return the tokenizer of a checkpoint or bundle, which the caller closes}
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when its files are missing or do
   *     not fit the model
   */
  protected abstract T tokenizer(Path folder, C config);

  /** {@return how pictures are made ready for a bundle} */
  protected abstract PreprocessConfig pictures(Path bundle, C config);

  /** Adds the files that {@link #pictures} reads; none where the family always has them one way. */
  protected void addPictureFiles(CheckpointFolder folder, C config, Companions companions)
      throws IOException {}

  /**
   * Builds the graph {@code pixels f32 [B,3,S,S] -> features f32 [B,P,W], vector f32 [B,D]}, the
   * vector of unit length.
   *
   * @param graph an empty one
   * @param layers of the same graph
   */
  protected abstract ModelProto image(C config, OnnxGraph graph, Layers layers);

  /**
   * Builds the graph {@code ids i64 [B,T], mask i64 [B,T] -> vector f32 [B,D]} of unit length.
   *
   * @param graph an empty one
   * @param layers of the same graph
   */
  protected abstract ModelProto text(C config, OnnxGraph graph, Layers layers);

  /** Writes what the family has besides the two graphs, over the same weights. */
  protected void addGraphs(C config, WeightFile weights, Precision precision, Path folder)
      throws IOException {}

  /** {@return what cosines are multiplied by to give the logits of the authors' code} */
  protected abstract double scale(C config, Checkpoint tensors);

  /** Runs compiled graphs on reference inputs, as {@link ImportPlan#compare}. */
  protected List<Comparison> compare(
      ReadCheckpoint<C> checkpoint, Path folder, GoldenFile golden, int cores) {
    ModelShape shape = shape(checkpoint.config());
    double scale = scale(checkpoint.config(), checkpoint.tensors());
    return new TowerComparisons(shape.imageSide(), shape.dimension(), scale)
        .run(folder, golden, cores);
  }

  /** {@return what a bundle can do} */
  protected List<Capability> capabilities(C config) {
    return List.of(Capability.ITC);
  }

  /** {@return how cosines become an order and a probability} */
  protected Scoring scoring(C config) {
    return CosineScoring.COSINE;
  }

  /** {@return the text half over the graph} */
  protected TextEncoder texts(Graphs graphs, T tokenizer) {
    return new GraphTextEncoder(graphs, tokenizer, PAD);
  }

  /** {@return what scores pairs, where a checkpoint has it} */
  protected Optional<MatchEncoder> matches(C config, Graphs graphs, T tokenizer) {
    return Optional.empty();
  }

  /** {@return what writes captions, where a checkpoint has it} */
  protected Optional<Captioner> captioner(C config, Graphs graphs, T tokenizer) {
    return Optional.empty();
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final int graphVersion() {
    return graphVersion;
  }

  @Override
  public final ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    ImportChoice.refuseAllBut(name, Set.of(), options);
    return new TowerPlan<>(this, folder, read(folder));
  }

  @Override
  public final ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    return shape(config.as(type));
  }

  @Override
  public final SequencedMap<String, String> choices(ImportOptions options) {
    return new LinkedHashMap<>();
  }

  @Override
  public final Scoring scoring(FamilyConfig config, List<Capability> capabilities) {
    return scoring(config.as(type));
  }

  @Override
  public final Model open(Bundle bundle, FamilyConfig stored, int cores, WeightUse weights) {
    Offline.enforce();
    C config = stored.as(type);
    PreprocessConfig pictures = pictures(bundle.folder(), config);
    T tokenizer = tokenizer(bundle.folder(), config);
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new GraphImageEncoder(graphs, new ImagePreprocessor(pictures), bundle),
            Optional.of(texts(graphs, tokenizer)),
            matches(config, graphs, tokenizer),
            Optional.empty(),
            captioner(config, graphs, tokenizer),
            tokenizer::close));
  }
}
