package dev.diptych.indexer.internal.plan;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;

/** What two spellings of one file name have in common. */
final class NameKey {

  private NameKey() {}

  /** {@return a name in composed accents and without case} */
  static String of(String name) {
    String composed = composed(name);
    return composed(composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
  }

  /** {@return a name in composed accents} */
  static String composed(String name) {
    return Normalizer.normalize(name, Form.NFC);
  }
}
