package dev.diptych.indexer.internal.captioning;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a caption that tell something, in order: without letter case, punctuation and
 * articles.
 */
record Wording(List<String> words) {

  private static final Set<String> ARTICLES = Set.of("a", "an", "the");

  /** Two captions are alike where no more than one word in so many is another. */
  private static final int WORDS_PER_DIFFERENCE = 8;

  static Wording of(String caption) {
    String plain = Normalizer.normalize(caption, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return new Wording(
        Arrays.stream(plain.split("[^\\p{L}\\p{M}\\p{N}]+", -1))
            .filter(word -> !word.isEmpty() && !ARTICLES.contains(word))
            .toList());
  }

  /** {@return whether the other says the same, in the same words but for a few} */
  boolean isLike(Wording other) {
    int longer = Math.max(words.size(), other.words.size());
    return distance(other) <= longer / WORDS_PER_DIFFERENCE;
  }

  /** Words to be added, left out or exchanged to make one of the other (Levenshtein). */
  private int distance(Wording other) {
    int[] before = new int[other.words.size() + 1];
    Arrays.setAll(before, i -> i);
    for (int i = 1; i <= words.size(); i++) {
      int[] now = new int[before.length];
      now[0] = i;
      for (int j = 1; j < now.length; j++) {
        int exchanged = words.get(i - 1).equals(other.words.get(j - 1)) ? 0 : 1;
        now[j] = Math.min(before[j - 1] + exchanged, 1 + Math.min(before[j], now[j - 1]));
      }
      before = now;
    }
    return before[other.words.size()];
  }
}
