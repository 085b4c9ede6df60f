package dev.diptych.index.internal.generation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.internal.files.IndexErrors;
import java.nio.file.Path;
import java.util.Locale;

/** Whether an index fits what is to be done with it. */
final class SpecCheck {

  private SpecCheck() {}

  /**
   * Checks that an index was made with this model.
   *
   * @throws DiptychException INCOMPATIBLE_INDEX naming both
   */
  static void requireModel(Path folder, IndexSpec actual, ModelFingerprint expected) {
    if (!actual.model().equals(expected)) {
      throw otherModel(
          folder, actual, expected, "the model with fingerprint " + expected.shortForm());
    }
  }

  /**
   * Checks that what one wants to write fits what is there.
   *
   * @throws DiptychException INCOMPATIBLE_INDEX naming both
   */
  static void requireSame(Path folder, IndexSpec actual, IndexSpec wanted) {
    if (!actual.model().equals(wanted.model())) {
      throw otherModel(
          folder,
          actual,
          wanted.model(),
          "the model %s (fingerprint %s)"
              .formatted(wanted.modelName(), wanted.model().shortForm()));
    }
    if (!actual.reranker().isSameAs(wanted.reranker())) {
      throw IndexErrors.incompatible(
          folder,
          "holds patch features of the model %s, not of %s"
              .formatted(actual.reranker(), wanted.reranker()),
          "use that model to rerank, or make the index anew with "
              + IndexErrors.rebuildCommand(folder));
    }
    if (actual.features() != wanted.features()) {
      throw IndexErrors.incompatible(
          folder,
          "stores patch features as %s, not as %s".formatted(actual.features(), wanted.features()),
          "leave that choice out, or make the index anew with "
              + IndexErrors.rebuildCommand(
                  folder, "--features " + wanted.features().name().toLowerCase(Locale.ROOT)));
    }
    if (actual.patches() == wanted.patches() && actual.tokens() != wanted.tokens()) {
      throw IndexErrors.incompatible(
          folder,
          "keeps %s of %s tokens of a picture, not %s"
              .formatted(actual.tokens(), actual.patches(), wanted.tokens()),
          "leave that choice out, or make the index anew with "
              + IndexErrors.rebuildCommand(
                  folder, "--tokens " + (wanted.mergesTokens() ? wanted.tokens() : "all")));
    }
    if (actual.dimension() != wanted.dimension()
        || actual.imageVectors() != wanted.imageVectors()
        || actual.patches() != wanted.patches()
        || actual.width() != wanted.width()) {
      throw IndexErrors.incompatible(
          folder,
          "holds vectors [%s, %s] and features [%s, %s], not [%s, %s] and [%s, %s]"
              .formatted(
                  actual.imageVectors(),
                  actual.dimension(),
                  actual.patches(),
                  actual.width(),
                  wanted.imageVectors(),
                  wanted.dimension(),
                  wanted.patches(),
                  wanted.width()),
          "make it anew with " + IndexErrors.rebuildCommand(folder));
    }
  }

  private static DiptychException otherModel(
      Path folder, IndexSpec actual, ModelFingerprint other, String wanted) {
    return IndexErrors.incompatible(
        folder,
        "was made with the model %s (fingerprint %s), not with %s"
            .formatted(actual.modelName(), actual.model().shortForm(), wanted),
        "use that model with `--model %s`, or make the index anew for the other with %s"
            .formatted(
                actual.modelName(),
                IndexErrors.rebuildCommand(folder, "--model " + other.shortForm())));
  }
}
