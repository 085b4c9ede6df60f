package dev.diptych.encoders.internal.edje;

import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.family.Family;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.ImportChoice;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.family.MatchScoring;
import dev.diptych.encoders.internal.image.Fit;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import dev.diptych.encoders.internal.image.Kernel;
import dev.diptych.encoders.internal.image.PreprocessConfig;
import dev.diptych.encoders.internal.runtime.BundleModel;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.GraphTextEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Offline;
import dev.diptych.encoders.internal.text.CaptionCleaner;
import dev.diptych.encoders.internal.text.SentencePieceTokenizer;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** EDJE, as its training code saves it. */
public final class EdjeFamily implements Family {

  /** Its name, and the {@code model_type} of a configuration, where there is one. */
  public static final String NAME = "edje";

  private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

  /** How pictures are made ready where no file says it: as for SigLIP 2. */
  static PreprocessConfig pictures(EdjeConfig config) {
    int side = config.siglip().imageSize();
    return new PreprocessConfig(side, Fit.STRETCH, side, Kernel.BILINEAR, 1 / 255.0, HALF, HALF);
  }

  /** The joint encoder's tokenizer, whose files do not know the token that stands for pictures. */
  static WordPieceTokenizer words(Path folder, EdjeConfig config) {
    return WordPieceTokenizer.load(folder, config.vocabulary() - 1, config.textTokens());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int graphVersion() {
    return EdjeGraphs.VERSION;
  }

  @Override
  public boolean recognises(CheckpointFolder folder) {
    return folder
        .config()
        .map(config -> config.text("model_type", "").equals(NAME))
        .orElseGet(() -> EdjeTensors.wrapper(folder.tensors()).isPresent());
  }

  @Override
  public ImportPlan plan(CheckpointFolder folder, ImportOptions options) {
    ImportChoice.refuseAllBut(NAME, Set.of(), options);
    return EdjeCheckpoint.of(folder);
  }

  @Override
  public ModelShape shape(FamilyConfig config, List<Capability> capabilities) {
    EdjeConfig edje = config.as(EdjeConfig.class);
    return new ModelShape(
        edje.siglip().imageSize(),
        edje.siglip().patchSize(),
        edje.tokens(),
        edje.language().hidden(),
        edje.siglip().vision().layers(),
        edje.language().hidden(),
        edje.language().layers(),
        edje.textTokens(),
        edje.vocabulary(),
        edje.firstStage() ? edje.siglip().joint() : 0);
  }

  @Override
  public SequencedMap<String, String> choices(ImportOptions options) {
    return new LinkedHashMap<>();
  }

  /** The score of a pair is one logit, which stands against 0. */
  @Override
  public Scoring scoring(FamilyConfig config, List<Capability> capabilities) {
    return MatchScoring.MATCH;
  }

  @Override
  public Model open(Bundle bundle, FamilyConfig config, int cores, WeightUse weights) {
    Offline.enforce();
    EdjeConfig edje = config.as(EdjeConfig.class);
    PreprocessConfig preprocessing = PreprocessConfig.read(bundle.folder(), pictures(edje));
    WordPieceTokenizer words = words(bundle.folder(), edje);
    Optional<SentencePieceTokenizer> pieces =
        edje.firstStage()
            ? Optional.of(
                SentencePieceTokenizer.load(
                    bundle.folder(), edje.siglip().vocabulary(), edje.siglip().positions()))
            : Optional.empty();
    Graphs graphs = new Graphs(bundle.folder(), bundle.precision(), cores, weights);
    Optional<TextEncoder> texts =
        pieces.map(
            tokenizer ->
                GraphTextEncoder.ofWholeRows(
                    graphs, new CaptionCleaner(tokenizer, EdjeCleaning::clean), tokenizer.padId()));
    return new BundleModel(
        bundle,
        graphs,
        new BundleModel.Parts(
            new GraphImageEncoder(graphs, new ImagePreprocessor(preprocessing), bundle),
            texts,
            Optional.of(
                new GraphMatchEncoder(
                    graphs,
                    new CaptionCleaner(words, EdjeCleaning::clean),
                    words.specialIds().pad())),
            Optional.empty(),
            Optional.empty(),
            () -> {
              words.close();
              pieces.ifPresent(SentencePieceTokenizer::close);
            }));
  }
}
