package dev.diptych.encoders.internal.blip;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.blip.BlipConfig.Architecture;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.PreprocessFile;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A BLIP checkpoint: a configuration and the tensors that were found to fit it. Thread-safe until
 * its folder is closed.
 */
public final class BlipCheckpoint implements ImportPlan {

  private final Path folder;
  private final BlipConfig config;
  private final boolean retrieval;
  private final boolean decoder;
  private final ImportOptions options;
  private final Checkpoint tensors;

  private BlipCheckpoint(
      Path folder, BlipConfig config, TensorSource source, ImportOptions options) {
    this.folder = folder;
    this.config = config;
    this.options = options;
    this.retrieval =
        config.architecture() == Architecture.RETRIEVAL
            || holds(source, "text_encoder.")
            || holds(source, "itm_head.");
    this.decoder =
        config.architecture() == Architecture.CAPTIONING || holds(source, "text_decoder.");
    Checkpoint.refuseMoreLayersThanTensors(
        (long) config.vision().layers() + config.text().layers(), source);
    this.tensors = Checkpoint.of(source, BlipTensors.of(config, retrieval, decoder));
  }

  private static boolean holds(TensorSource source, String prefix) {
    String first = source.tensors().tailMap(prefix).keySet().stream().findFirst().orElse("");
    return first.startsWith(prefix);
  }

  /**
   * Reads a folder, as Hugging Face or the authors laid it out, without choices of one's own.
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when its contents do not fit each
   *     other
   */
  public static BlipCheckpoint of(CheckpointFolder folder) {
    return of(folder, ImportOptions.DEFAULT);
  }

  static BlipCheckpoint of(CheckpointFolder folder, ImportOptions options) {
    TensorSource source = folder.tensors();
    BlipConfig config;
    if (folder.config().isPresent()) {
      config = BlipConfigReader.read(folder.config().get());
      source = OriginalTensors.isOriginal(source) ? OriginalCheckpoint.renamed(source) : source;
    } else {
      OriginalCheckpoint original = new OriginalCheckpoint(source);
      source = original.tensors();
      config = original.config();
    }
    return of(folder.path(), config, source, options);
  }

  static BlipCheckpoint of(
      Path folder, BlipConfig config, TensorSource source, ImportOptions options) {
    Double epsilon = options.visionEpsilon();
    return new BlipCheckpoint(
        folder, epsilon == null ? config : config.withVisionEpsilon(epsilon), source, options);
  }

  /** {@return the effective configuration} */
  public BlipConfig configuration() {
    return config;
  }

  /** {@return whether text encoder, projections and ITM head are there} */
  boolean hasRetrieval() {
    return retrieval;
  }

  /** {@return whether the caption decoder is there} */
  boolean hasDecoder() {
    return decoder;
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
    List<Capability> capabilities = new ArrayList<>();
    if (retrieval) {
      capabilities.add(Capability.ITC);
      capabilities.add(Capability.ITM);
    }
    if (decoder) {
      capabilities.add(Capability.CAPTION);
    }
    return capabilities;
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
    // The epsilon is in the vision configuration already.
    identity.put("itm-first-token", options.itmFirstToken().name());
    identity.put("clean-captions", Boolean.toString(options.cleanCaptions()));
    identity.put("vision", config.vision().toString());
    identity.put("text", config.text().toString());
    identity.put("joint", Integer.toString(config.joint()));
    return identity;
  }

  @Override
  public Companions companions() throws IOException {
    Companions companions = new Companions(folder);
    WordPieceTokenizer.load(folder, config.text().vocabulary(), config.text().positions()).close();
    for (String file : WordPieceTokenizer.FILES) {
      companions.add(file);
    }
    companions.add(
        PreprocessFile.NAME,
        PreprocessFile.find(folder, config.vision().imageSize(), Fit.STRETCH)
            .map(PreprocessFile::bytes));
    return companions;
  }

  @Override
  public void compile(Precision precision, Path graphs) throws IOException {
    GraphCompiler.compile(this, precision, graphs);
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    return BlipComparisons.run(graphs, this, golden, cores);
  }
}
