package dev.diptych.encoders.internal.text;

import org.jspecify.annotations.Nullable;

/**
 * What is done to a text before it is split into words.
 *
 * @param lowerCase whether letters are made small
 * @param stripAccents whether accents are dropped; null means: where letters are made small
 * @param splitIdeographs whether every CJK ideograph is a word of its own
 */
record TextNormalization(
    boolean lowerCase, @Nullable Boolean stripAccents, boolean splitIdeographs) {

  /** As {@code bert-base-uncased} has it. */
  static final TextNormalization UNCASED = new TextNormalization(true, null, true);
}
