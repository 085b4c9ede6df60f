package dev.diptych.library;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.Precision;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexChoices;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.UnfinishedRebuild;
import java.util.Optional;

/**
 * Decides what an index run makes: what was asked for, else what the unfinished rebuild or the
 * index there was made with, else the defaults of a new index. {@link #DEFAULT} asks for nothing;
 * each {@code with} method changes one.
 *
 * @param modelName the model's name or fingerprint
 * @param rerankerName name or fingerprint of the model whose patch features are kept; empty for the
 *     same model
 * @param features how patch features are stored
 * @param tokens how many tokens are kept of a picture
 * @param rebuild whether the index is made anew whatever it was made with; the one before is
 *     searched until the new one is complete. Where a reranker is named and exactly one of the two
 *     models changes, the index is made anew without that, and what the other model said of each
 *     picture is taken over
 */
public record SpecChoice(
    Optional<String> modelName,
    Optional<String> rerankerName,
    Optional<FeatureFormat> features,
    Optional<TokenCount> tokens,
    boolean rebuild) {

  /** What the index there was made with, else the defaults of a new index. */
  public static final SpecChoice DEFAULT =
      new SpecChoice(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

  /** One of the two models of an index. */
  public enum Half {
    RETRIEVER,
    RERANKER
  }

  /**
   * What a run makes.
   *
   * @param bundle the model of the vectors
   * @param reranker the model of the patch features, often the same
   * @param spec what the index is for
   * @param rebuild whether the index is made anew
   * @param exchanged which of the index's two models alone becomes another; empty for none or both
   * @param featuresUnknown whether nothing tells any more how the index before stored patch
   *     features, and the default was taken
   */
  public record Chosen(
      Bundle bundle,
      Bundle reranker,
      IndexSpec spec,
      boolean rebuild,
      Optional<Half> exchanged,
      boolean featuresUnknown) {}

  /** {@return this choice, with the model of this name or fingerprint} */
  public SpecChoice withModel(String name) {
    return new SpecChoice(Optional.of(name), rerankerName, features, tokens, rebuild);
  }

  /** {@return this choice, with patch features and match scores of another model} */
  public SpecChoice withReranker(String name) {
    return new SpecChoice(modelName, Optional.of(name), features, tokens, rebuild);
  }

  /** {@return this choice, storing patch features so} */
  public SpecChoice withFeatures(FeatureFormat format) {
    return new SpecChoice(modelName, rerankerName, Optional.of(format), tokens, rebuild);
  }

  /** {@return this choice, keeping so many tokens of a picture} */
  public SpecChoice withTokens(TokenCount count) {
    return new SpecChoice(modelName, rerankerName, features, Optional.of(count), rebuild);
  }

  /** {@return this choice, making the index anew or not} */
  public SpecChoice withRebuild(boolean anew) {
    return new SpecChoice(modelName, rerankerName, features, tokens, anew);
  }

  /**
   * Chooses.
   *
   * @throws DiptychException INVALID_REQUEST where a damaged index is to be made anew and nothing
   *     says with which model; NOT_FOUND where this machine does not have the model; and, unless
   *     the index is made anew, what opening it throws
   */
  Chosen choose(IndexFolder folder, Models models) {
    Optional<IndexChoices> existing = existing(folder);
    Bundle bundle = bundle(folder, models, existing);
    Bundle reranker = reranker(existing, models, bundle);
    FeatureFormat format = features(existing, reranker, models);
    IndexSpec spec = tokens(existing, reranker).on(Models.spec(bundle, reranker, format));
    boolean unknown =
        existing.isPresent() && features.isEmpty() && existing.get().features().isEmpty();
    Optional<Half> exchanged = rebuild ? Optional.empty() : exchanged(folder, spec);
    return new Chosen(bundle, reranker, spec, rebuild || exchanged.isPresent(), exchanged, unknown);
  }

  /**
   * {@return whether {@link #choose} would exchange one model of the index there; false where that
   * cannot be told}
   */
  boolean exchangesOneModel(IndexFolder folder, Models models) {
    try {
      return choose(folder, models).exchanged().isPresent();
    } catch (DiptychException e) {
      return false; // whoever chooses is told
    }
  }

  /** A second model that was named replaces one of two, and what the other one said still holds. */
  private Optional<Half> exchanged(IndexFolder folder, IndexSpec wanted) {
    if (rerankerName.isEmpty() || !folder.exists()) {
      return Optional.empty();
    }
    IndexSpec before = folder.spec();
    boolean retriever = before.retriever().isSameAs(wanted.retriever());
    boolean reranker = before.reranker().isSameAs(wanted.reranker());
    if (retriever == reranker) {
      return Optional.empty();
    }
    return Optional.of(retriever ? Half.RERANKER : Half.RETRIEVER);
  }

  private Optional<IndexChoices> existing(IndexFolder folder) {
    if (!rebuild) {
      return folder.exists() ? Optional.of(IndexChoices.of(folder.spec())) : Optional.empty();
    }
    Optional<IndexChoices> unfinished =
        folder.unfinishedRebuild().flatMap(UnfinishedRebuild::spec).map(IndexChoices::of);
    return unfinished.isPresent() ? unfinished : folder.remainingChoices();
  }

  private Bundle bundle(IndexFolder folder, Models models, Optional<IndexChoices> existing) {
    if (modelName.isPresent()) {
      return models.store().find(modelName.get());
    }
    if (existing.isEmpty()) {
      return models.store().embedded();
    }
    if (existing.get().fingerprint().isEmpty()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the index at %s is too damaged to tell which model it was made with; name one: `diptych index --rebuild PATH... --index %s --model NAME`, see: diptych model list"
              .formatted(folder.folder(), folder.shellName()));
    }
    return models.of(existing.get());
  }

  /** The one that is named, else that of the index there, unless another model was named. */
  private Bundle reranker(Optional<IndexChoices> existing, Models models, Bundle retriever) {
    if (rerankerName.isPresent()) {
      return models.store().find(rerankerName.get());
    }
    return existing
        .filter(it -> modelName.isEmpty() && it.rerankerFingerprint().isPresent())
        .map(models::rerankerOf)
        .orElse(retriever);
  }

  /** By default what the model's second stage reads anyway, or half the disk of f32. */
  private FeatureFormat features(Optional<IndexChoices> existing, Bundle bundle, Models models) {
    if (!bundle.capabilities().contains(Capability.ITM)) {
      refuseFeatures(bundle);
      return FeatureFormat.NONE;
    }
    if (features.isPresent()) {
      return features.get();
    }
    FeatureFormat usual =
        bundle.precision() == Precision.INT8 ? FeatureFormat.INT8 : FeatureFormat.F16;
    return existing
        .filter(before -> !hadNoChoice(before, models))
        .flatMap(IndexChoices::features)
        .orElse(usual);
  }

  /** An index of a model without a second stage keeps no features, which nobody chose. */
  private static boolean hadNoChoice(IndexChoices before, Models models) {
    return before.features().equals(Optional.of(FeatureFormat.NONE))
        && before
            .fingerprint()
            .flatMap(digits -> models.find(digits, before.modelName()))
            .filter(bundle -> !bundle.capabilities().contains(Capability.ITM))
            .isPresent();
  }

  /** Patch features are what the second stage reads, and nothing else does. */
  private void refuseFeatures(Bundle bundle) {
    boolean kept = features.filter(format -> format != FeatureFormat.NONE).isPresent();
    if (kept || tokens.isPresent()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "%s says how to keep what the second stage reads of pictures, but the model %s has no second stage; leave it out"
              .formatted(kept ? "--features" : "--tokens", bundle.name()));
    }
  }

  /** A budget was chosen for a model; what it means for another one nobody knows. */
  private TokenCount tokens(Optional<IndexChoices> existing, Bundle reranker) {
    if (tokens.filter(count -> !count.equals(TokenCount.ALL)).isPresent()
        && reranker.capabilities().contains(Capability.ITM)
        && !reranker.readsMergedTokens()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "--tokens merges what the second stage reads of pictures, but the model %s reads it as it is; leave it out"
              .formatted(reranker.name()));
    }
    return tokens.orElseGet(
        () ->
            existing
                .filter(
                    it ->
                        it.rerankerFingerprint()
                            .or(it::fingerprint)
                            .filter(reranker.fingerprint().hex()::startsWith)
                            .isPresent())
                .flatMap(IndexChoices::tokens)
                .map(TokenCount::parse)
                .orElse(TokenCount.ALL));
  }
}
