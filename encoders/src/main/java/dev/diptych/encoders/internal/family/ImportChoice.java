package dev.diptych.encoders.internal.family;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.ImportOptions;
import java.util.Set;

/** The choices of an import that not every family has. */
public enum ImportChoice {
  /** The first token that ITM reads. */
  ITM_FIRST_TOKEN("the first token of ITM"),
  /** The epsilon of the vision tower's norms. */
  VISION_EPSILON("the vision tower's epsilon"),
  /** The cleaning of texts. */
  CLEAN_CAPTIONS("the cleaning of captions");

  private final String words;

  ImportChoice(String words) {
    this.words = words;
  }

  private boolean isMade(ImportOptions options) {
    return switch (this) {
      case ITM_FIRST_TOKEN -> options.itmFirstToken() != ImportOptions.DEFAULT.itmFirstToken();
      case VISION_EPSILON -> options.visionEpsilon() != null;
      case CLEAN_CAPTIONS -> options.cleanCaptions();
    };
  }

  /**
   * Refuses choices that would be without effect.
   *
   * @param family whose checkpoint is imported
   * @param known the choices that it has
   * @throws DiptychException INVALID_REQUEST naming the choice
   */
  public static void refuseAllBut(String family, Set<ImportChoice> known, ImportOptions options) {
    for (ImportChoice choice : values()) {
      if (!known.contains(choice) && choice.isMade(options)) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "%s cannot be chosen for models of the family %s, which have none; leave it out"
                .formatted(choice.words, family));
      }
    }
  }
}
