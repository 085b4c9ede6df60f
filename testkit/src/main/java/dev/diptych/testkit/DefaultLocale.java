package dev.diptych.testkit;

import java.util.List;
import java.util.Locale;

/**
 * Another default locale for this JVM until it is closed, for tests of what must not depend on it.
 */
public final class DefaultLocale implements AutoCloseable {

  /**
   * Locales that write numbers, letters or years in another way: digits of their own, a dotless i,
   * a comma before fractions, a calendar of their own.
   */
  public static final List<String> FOREIGN =
      List.of(
          "fa-IR",
          "ar-EG-u-nu-arab",
          "bn-BD",
          "mr-IN",
          "ne-NP",
          "my-MM",
          "ckb-IQ",
          "ps-AF",
          "tr-TR",
          "de-DE",
          "th-TH-u-ca-buddhist-nu-thai");

  private final Locale before = Locale.getDefault();

  /** Sets the default of all categories to the locale of this language tag. */
  public DefaultLocale(String languageTag) {
    Locale.setDefault(Locale.forLanguageTag(languageTag));
  }

  @Override
  public void close() {
    Locale.setDefault(before);
  }
}
