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
 * @param fingerprint of the model: 64 hexadecimal digits, or only the first 8
 * @param modelName the model's name
 * @param features how patch features are stored
 * @param tokens how many tokens are kept of an image, as {@code --tokens} takes it: a number, or
 *     {@code all}
 */
public record IndexChoices(
    Optional<String> fingerprint,
    Optional<String> modelName,
    Optional<FeatureFormat> features,
    Optional<String> tokens) {

  public static final String ALL_TOKENS = "all";

  /** Nothing is known. */
  public static final IndexChoices UNKNOWN =
      new IndexChoices(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** {@return the choices that a spec stands for} */
  public static IndexChoices of(IndexSpec spec) {
    return new IndexChoices(
        Optional.of(spec.model().hex()),
        Optional.of(spec.modelName()),
        Optional.of(spec.features()),
        Optional.of(spec.mergesTokens() ? Integer.toString(spec.tokens()) : ALL_TOKENS));
  }

  /** {@return these choices, and where one is not known that of another source} */
  public IndexChoices or(IndexChoices other) {
    return new IndexChoices(
        fingerprint.or(other::fingerprint),
        modelName.or(other::modelName),
        features.or(other::features),
        tokens.or(other::tokens));
  }

  /** {@return the options of {@code diptych index} that say the same, a blank before each} */
  public String options() {
    List<String> options = new ArrayList<>();
    modelName
        .map(IndexErrors::shellWord)
        .or(() -> fingerprint.map(IndexChoices::shortForm))
        .ifPresent(model -> options.add(" --model " + model));
    features.ifPresent(
        format -> options.add(" --features " + format.name().toLowerCase(Locale.ROOT)));
    tokens.ifPresent(count -> options.add(" --tokens " + count));
    return String.join("", options);
  }

  private static String shortForm(String digits) {
    return digits.substring(0, Math.min(8, digits.length()));
  }
}
