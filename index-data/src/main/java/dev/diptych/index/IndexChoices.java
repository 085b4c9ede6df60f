package dev.diptych.index;

import dev.diptych.index.internal.files.IndexErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The choices an index was made with, as far as they can still be read: what a rebuild must repeat
 * to make the same index again.
 *
 * @param fingerprint of the model whose vectors it holds: 64 hexadecimal digits, or only the first
 *     8
 * @param modelName that model's name
 * @param rerankerFingerprint of the model whose patch features it holds: 64 hexadecimal digits;
 *     empty where that is the same model, or nothing is known of it
 * @param rerankerName that model's name
 * @param features how patch features are stored
 * @param tokens how many tokens are kept of an image, as {@code --tokens} takes it: a number, or
 *     {@code all}
 */
public record IndexChoices(
    Optional<String> fingerprint,
    Optional<String> modelName,
    Optional<String> rerankerFingerprint,
    Optional<String> rerankerName,
    Optional<FeatureFormat> features,
    Optional<String> tokens) {

  public static final String ALL_TOKENS = "all";

  /** Nothing is known. */
  public static final IndexChoices UNKNOWN =
      new IndexChoices(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Choices of one model for both. */
  public IndexChoices(
      Optional<String> fingerprint,
      Optional<String> modelName,
      Optional<FeatureFormat> features,
      Optional<String> tokens) {
    this(fingerprint, modelName, Optional.empty(), Optional.empty(), features, tokens);
  }

  /** {@return the choices that a spec stands for} */
  public static IndexChoices of(IndexSpec spec) {
    Optional<NamedModel> reranker =
        Optional.of(spec.reranker()).filter(model -> !model.isSameAs(spec.retriever()));
    return new IndexChoices(
        Optional.of(spec.model().hex()),
        Optional.of(spec.modelName()),
        reranker.map(model -> model.fingerprint().hex()),
        reranker.map(NamedModel::name),
        Optional.of(spec.features()),
        Optional.of(spec.mergesTokens() ? Integer.toString(spec.tokens()) : ALL_TOKENS));
  }

  /** {@return these choices, and where one is not known that of another source} */
  public IndexChoices or(IndexChoices other) {
    return new IndexChoices(
        fingerprint.or(other::fingerprint),
        modelName.or(other::modelName),
        rerankerFingerprint.or(other::rerankerFingerprint),
        rerankerName.or(other::rerankerName),
        features.or(other::features),
        tokens.or(other::tokens));
  }

  /** {@return the options of {@code diptych index} that say the same, a blank before each} */
  public String options() {
    List<String> options = new ArrayList<>();
    option(modelName, fingerprint)
        .ifPresent(
            model ->
                options.add(
                    (rerankerFingerprint.isPresent() ? " --retriever " : " --model ") + model));
    option(rerankerName, rerankerFingerprint)
        .ifPresent(model -> options.add(" --reranker " + model));
    features.ifPresent(
        format -> options.add(" --features " + format.name().toLowerCase(Locale.ROOT)));
    tokens.ifPresent(count -> options.add(" --tokens " + count));
    return String.join("", options);
  }

  private static Optional<String> option(Optional<String> name, Optional<String> digits) {
    return name.map(IndexErrors::shellWord).or(() -> digits.map(IndexChoices::shortForm));
  }

  private static String shortForm(String digits) {
    return digits.substring(0, Math.min(8, digits.length()));
  }
}
