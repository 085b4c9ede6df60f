package dev.diptych.indexer.internal.patterns;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;

/**
 * A name as patterns see it: without letter case and with composed accents, since one library lies
 * on file systems that heed these and on others that do not.
 */
public final class FoldedName {

  private final int[] signs;

  private FoldedName(int[] signs) {
    this.signs = signs;
  }

  /** {@return a file's name, folded} */
  public static FoldedName of(String name) {
    return new FoldedName(fold(name).codePoints().toArray());
  }

  static String fold(String text) {
    String composed = Normalizer.normalize(text, Form.NFC);
    String folded = composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Form.NFC);
  }

  int length() {
    return signs.length;
  }

  int at(int index) {
    return signs[index];
  }

  @Override
  public String toString() {
    return new String(signs, 0, signs.length);
  }
}
