package dev.diptych.cli;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Precision;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexChoices;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.UnfinishedRebuild;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an index run makes: what the options say, else what the unfinished rebuild or the
 * index there was made with, else the defaults of a new index.
 *
 * @param modelName option {@code --model}, or null
 * @param features option {@code --features}, or null
 * @param tokens option {@code --tokens}, or null
 * @param rebuild whether the index is made anew
 */
record SpecChoice(
    @Nullable String modelName,
    @Nullable FeatureFormat features,
    @Nullable TokenCount tokens,
    boolean rebuild) {

  /**
   * What a run makes.
   *
   * @param bundle the model
   * @param spec what the index is for
   */
  record Chosen(Bundle bundle, IndexSpec spec) {}

  /**
   * Chooses.
   *
   * @throws DiptychException INVALID_REQUEST where a damaged index is to be made anew and nothing
   *     says with which model; NOT_FOUND where this machine does not have the model; and, unless
   *     the index is made anew, what opening it throws
   */
  Chosen choose(IndexFolder folder, Models models, Console console) {
    Optional<IndexChoices> existing = existing(folder);
    Bundle bundle = bundle(folder, models, existing);
    FeatureFormat format = features(existing, bundle);
    IndexSpec spec = tokens(existing, bundle).on(Models.spec(bundle, format));
    if (existing.isPresent() && features == null && existing.get().features().isEmpty()) {
      console.note(
          "How the index stored patch features cannot be read any more; the new one stores them as %s (--features and --tokens choose otherwise)."
              .formatted(format.name().toLowerCase(Locale.ROOT)));
    }
    return new Chosen(bundle, spec);
  }

  private Optional<IndexChoices> existing(IndexFolder folder) {
    if (!rebuild) {
      return folder.exists()
          ? Optional.of(IndexChoices.of(folder.summary().spec()))
          : Optional.empty();
    }
    Optional<IndexChoices> unfinished =
        folder.unfinishedRebuild().flatMap(UnfinishedRebuild::spec).map(IndexChoices::of);
    return unfinished.isPresent() ? unfinished : folder.remainingChoices();
  }

  private Bundle bundle(IndexFolder folder, Models models, Optional<IndexChoices> existing) {
    if (modelName != null) {
      return models.store().find(modelName);
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

  /** By default what the model's second stage reads anyway, or half the disk of f32. */
  private FeatureFormat features(Optional<IndexChoices> existing, Bundle bundle) {
    if (features != null) {
      return features;
    }
    FeatureFormat usual =
        bundle.precision() == Precision.INT8 ? FeatureFormat.INT8 : FeatureFormat.F16;
    return existing.flatMap(IndexChoices::features).orElse(usual);
  }

  /** A budget was chosen for a model; what it means for another one nobody knows. */
  private TokenCount tokens(Optional<IndexChoices> existing, Bundle bundle) {
    if (tokens != null) {
      return tokens;
    }
    return existing
        .filter(it -> it.fingerprint().filter(bundle.fingerprint().hex()::startsWith).isPresent())
        .flatMap(IndexChoices::tokens)
        .map(TokenCount::parse)
        .orElse(TokenCount.ALL);
  }
}
