package dev.diptych.encoders.internal.pair;

import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.Explainer;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.TextEncoder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A retriever and a reranker as one model. Goes by the retriever's name and fingerprint, since
 * those are of its vectors; {@link #reranker} tells the other. Closes both.
 */
public final class PairedModel implements Model {

  private final Model retriever;
  private final Model reranker;
  private final Bundle bundle;
  private final ImageEncoder images;

  /**
   * @param retriever has ITC
   * @param reranker has ITM
   */
  public PairedModel(Model retriever, Model reranker) {
    this.retriever = retriever;
    this.reranker = reranker;
    this.bundle = bundle(retriever.bundle(), reranker.bundle());
    this.images = new PairedImageEncoder(retriever.imageEncoder(), reranker.imageEncoder());
  }

  private static Bundle bundle(Bundle first, Bundle second) {
    ModelShape vectors = first.shape();
    ModelShape features = second.shape();
    return new Bundle(
        first.name(),
        first.fingerprint(),
        first.folder(),
        first.family(),
        List.of(Capability.ITC, Capability.ITM),
        new ModelShape(
            vectors.imageSide(),
            vectors.patchSide(),
            features.patches(),
            features.visionWidth(),
            vectors.visionLayers(),
            vectors.textWidth(),
            vectors.textLayers(),
            vectors.tokenLimit(),
            vectors.vocabulary(),
            vectors.dimension(),
            vectors.imageVectors()),
        new PairScoring(second.scoring().plain()),
        Stream.concat(first.warnings().stream(), second.warnings().stream()).toList(),
        first.options());
  }

  @Override
  public Bundle bundle() {
    return bundle;
  }

  @Override
  public Bundle reranker() {
    return reranker.bundle();
  }

  @Override
  public int dimension() {
    return retriever.dimension();
  }

  @Override
  public ImageEncoder imageEncoder() {
    return images;
  }

  @Override
  public Optional<TextEncoder> textEncoder() {
    return retriever.textEncoder();
  }

  @Override
  public Optional<MatchEncoder> matchEncoder() {
    return reranker.matchEncoder();
  }

  @Override
  public Optional<Explainer> explainer() {
    return reranker.explainer();
  }

  @Override
  public Optional<Captioner> captioner() {
    return reranker.captioner();
  }

  @Override
  public void warmUp() {
    retriever.warmUp();
    reranker.warmUp();
  }

  @Override
  public void close() {
    try {
      retriever.close();
    } finally {
      reranker.close();
    }
  }
}
