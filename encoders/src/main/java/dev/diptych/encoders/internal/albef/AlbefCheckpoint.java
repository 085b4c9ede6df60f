package dev.diptych.encoders.internal.albef;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.blip.BlipTensors;
import dev.diptych.encoders.internal.blip.GraphCompiler;
import dev.diptych.encoders.internal.blip.OriginalTensors;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
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
import java.util.regex.Pattern;

/** An ALBEF checkpoint: a configuration and the tensors that were found to fit it. */
final class AlbefCheckpoint implements ImportPlan {

  /** Momentum copies, queues, the temperature, and the word predictions of pre-training. */
  private static final Pattern DROPPED =
      Pattern.compile(
          "(visual_encoder_m|vision_proj_m|text_encoder_m|text_proj_m)\\..*|image_queue|text_queue|idx_queue|ptr_queue"
              + "|queue_ptr|temp|text_encoder\\.cls\\..*");

  private static final String PRETRAINING = "text_encoder.bert.";
  private static final int SEGMENTS = 2;

  private final Path folder;
  private final AlbefConfig config;
  private final ImportOptions options;
  private final Checkpoint tensors;

  private AlbefCheckpoint(
      Path folder, AlbefConfig config, ImportOptions options, Checkpoint tensors) {
    this.folder = folder;
    this.config = config;
    this.options = options;
    this.tensors = tensors;
  }

  static AlbefCheckpoint of(CheckpointFolder folder, ImportOptions options) {
    OriginalTensors source =
        new OriginalTensors(folder.tensors(), DROPPED, AlbefCheckpoint::fineTuned);
    AlbefConfig read = AlbefConfigReader.read(source, folder.config());
    Double epsilon = options.visionEpsilon();
    AlbefConfig config = epsilon == null ? read : read.withVisionEpsilon(epsilon);
    return new AlbefCheckpoint(
        folder.path(), config, options, Checkpoint.of(source, expected(config)));
  }

  /** Pre-training wraps the text encoder once more. */
  private static String fineTuned(String name) {
    return name.startsWith(PRETRAINING)
        ? "text_encoder." + name.substring(PRETRAINING.length())
        : name;
  }

  private static ExpectedTensors expected(AlbefConfig config) {
    ExpectedTensors expected = new ExpectedTensors();
    long width = config.vision().hidden();
    long hidden = config.text().hidden();
    BlipTensors.addVisionTower(expected, config.vision());
    BlipTensors.addTextTower(
        expected, "text_encoder", config.text(), width, config.fusion().first());
    if (config.fusion().tokenTypes()) {
      expected.add("text_encoder.embeddings.token_type_embeddings.weight", SEGMENTS, hidden);
    }
    BlipTensors.addHeads(expected, config.joint(), width, hidden);
    return expected;
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
    return List.of(Capability.ITC, Capability.ITM);
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
    identity.put("family", AlbefFamily.NAME);
    identity.put("clean-captions", Boolean.toString(options.cleanCaptions()));
    identity.put("joint", Integer.toString(config.joint()));
    identity.put("vision", config.vision().toString());
    identity.put("text", config.text().toString());
    identity.put("fusion", config.fusion().toString());
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
    GraphCompiler.compileRetrieval(config.towers(), config.fusion(), tensors, precision, graphs);
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    return AlbefComparisons.run(graphs, config, golden, cores);
  }
}
