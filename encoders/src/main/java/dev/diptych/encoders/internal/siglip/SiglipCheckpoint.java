package dev.diptych.encoders.internal.siglip;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorViews;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.image.PreprocessFile;
import dev.diptych.encoders.internal.text.SentencePieceTokenizer;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A SigLIP checkpoint: a configuration and the tensors that were found to fit it. */
final class SiglipCheckpoint implements ImportPlan {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path folder;
  private final SiglipConfig config;
  private final Checkpoint tensors;
  private final List<String> warnings;

  private SiglipCheckpoint(
      Path folder, SiglipConfig config, Checkpoint tensors, List<String> warnings) {
    this.folder = folder;
    this.config = config;
    this.tensors = tensors;
    this.warnings = List.copyOf(warnings);
  }

  static SiglipCheckpoint of(CheckpointFolder folder) {
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
    if (PreprocessFile.find(folder.path(), SiglipFamily.pictures(sizes)).isEmpty()) {
      warnings.add(
          "%s is missing: pictures are resampled bicubically, as for the first SigLIP; SigLIP 2 was trained with the bilinear way, which its own file says"
              .formatted(PreprocessFile.NAME));
    }
    return new SiglipCheckpoint(
        folder.path(),
        config,
        Checkpoint.of(new TensorViews(folder.tensors(), views), expected),
        warnings);
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
  public Checkpoint tensors() {
    return tensors;
  }

  @Override
  public FamilyConfig config() {
    return FamilyConfig.of(config);
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.ITC);
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public SequencedMap<String, String> identity() {
    SequencedMap<String, String> identity = new LinkedHashMap<>();
    identity.put("family", SiglipFamily.NAME);
    identity.put("config", config.sizes().toString());
    return identity;
  }

  @Override
  public Companions companions() throws IOException {
    Companions companions = new Companions(folder);
    SiglipSizes sizes = config.sizes();
    SentencePieceTokenizer.load(folder, sizes.vocabulary(), sizes.positions()).close();
    for (String file : SentencePieceTokenizer.FILES) {
      companions.add(file);
    }
    companions.add(
        PreprocessFile.NAME,
        PreprocessFile.find(folder, SiglipFamily.pictures(sizes)).map(PreprocessFile::bytes));
    return companions;
  }

  @Override
  public void compile(Precision precision, Path graphs) throws IOException {
    SiglipGraphs.compile(config.sizes(), tensors, precision, graphs);
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    return SiglipComparisons.run(graphs, config, golden, cores);
  }
}
