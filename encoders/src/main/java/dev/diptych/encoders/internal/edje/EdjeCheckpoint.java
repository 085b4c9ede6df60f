package dev.diptych.encoders.internal.edje;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.family.Companions;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.image.PreprocessFile;
import dev.diptych.encoders.internal.text.SentencePieceTokenizer;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/** An EDJE checkpoint: a configuration and the tensors that were found to fit it. */
final class EdjeCheckpoint implements ImportPlan {

  private final Path folder;
  private final EdjeConfig config;
  private final Checkpoint tensors;

  private EdjeCheckpoint(Path folder, EdjeConfig config, Checkpoint tensors) {
    this.folder = folder;
    this.config = config;
    this.tensors = tensors;
  }

  static EdjeCheckpoint of(CheckpointFolder folder) {
    TensorSource source = EdjeTensors.renamed(folder.tensors());
    EdjeConfig config = EdjeConfigReader.read(source, folder.config());
    Checkpoint.refuseMoreLayersThanTensors(
        (long) config.siglip().vision().layers() + config.language().layers(), source);
    return new EdjeCheckpoint(folder.path(), config, Checkpoint.of(source, EdjeTensors.of(config)));
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
    return config.firstStage() ? List.of(Capability.ITC, Capability.ITM) : List.of(Capability.ITM);
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
    identity.put("family", EdjeFamily.NAME);
    identity.put("siglip", config.siglip().toString());
    identity.put("language", config.language().toString());
    identity.put("text tokens", Integer.toString(config.textTokens()));
    return identity;
  }

  @Override
  public Companions companions() throws IOException {
    Companions companions = new Companions(folder);
    EdjeFamily.words(folder, config).close();
    Set<String> files = new LinkedHashSet<>(WordPieceTokenizer.FILES);
    if (config.firstStage()) {
      SentencePieceTokenizer.load(folder, config.siglip().vocabulary(), config.siglip().positions())
          .close();
      files.addAll(SentencePieceTokenizer.FILES);
    }
    for (String file : files) {
      companions.add(file);
    }
    companions.add(
        PreprocessFile.NAME,
        PreprocessFile.find(folder, EdjeFamily.pictures(config)).map(PreprocessFile::bytes));
    return companions;
  }

  @Override
  public void compile(Precision precision, Path graphs) throws IOException {
    EdjeGraphs.compile(config, tensors, precision, graphs);
  }

  @Override
  public List<Comparison> compare(Path graphs, GoldenFile golden, int cores) {
    return EdjeComparisons.run(graphs, config, golden, cores);
  }
}
