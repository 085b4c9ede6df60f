package dev.diptych.encoders.internal.ocr;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The signs that a line reader tells apart: nothing, those of its file of keys, and, in most
 * models, a blank. Immutable.
 */
public final class SignTable {

  /** A gap between two signs that is so many times as wide as usual parts words. */
  private static final double GAP = 1.7;

  /** No single sign is parted from others: wide ones stand far from their neighbours. */
  private static final int SHORTEST = 2;

  private final List<String> keys;

  /**
   * @param file one sign a line
   */
  public SignTable(String file) {
    List<String> lines = new ArrayList<>(Arrays.asList(file.split("\r?\n", -1)));
    if (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    this.keys = List.copyOf(lines);
  }

  /** {@return how many signs the file has} */
  public int size() {
    return keys.size();
  }

  /**
   * Reads probabilities as connectionist temporal classification writes them (Graves et al. 2006):
   * the likeliest of each step, repeated ones once.
   *
   * @param probabilities {@code f32 [T,signs]}
   * @throws DiptychException INVALID_CHECKPOINT where they are of another number of signs
   */
  ReadLine decode(float[] probabilities) {
    int signs = signs(probabilities.length);
    List<String> read = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    double sum = 0;
    int before = 0;
    for (int step = 0; step < probabilities.length / signs; step++) {
      int best = 0;
      for (int sign = 1; sign < signs; sign++) {
        if (probabilities[step * signs + sign] > probabilities[step * signs + best]) {
          best = sign;
        }
      }
      if (best != 0 && best != before) {
        read.add(best <= keys.size() ? keys.get(best - 1) : " ");
        steps.add(step);
        sum += probabilities[step * signs + best];
      }
      before = best;
    }
    return new ReadLine(text(read, steps), read.isEmpty() ? 0 : sum / read.size());
  }

  /** With the blank, or without. */
  private int signs(int numbers) {
    for (int signs : List.of(keys.size() + 2, keys.size() + 1)) {
      if (numbers % signs == 0) {
        return signs;
      }
    }
    throw new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        String.format(
            Locale.ROOT,
            "the file of keys has %,d signs, which is not what the model for reading lines tells apart; take the one that belongs to it",
            keys.size()));
  }

  /** Models leave out blanks between words of letters; where these stand far apart there is one. */
  private static String text(List<String> read, List<Integer> steps) {
    int[] advances = new int[Math.max(0, steps.size() - 1)];
    for (int i = 0; i < advances.length; i++) {
      advances[i] = steps.get(i + 1) - steps.get(i);
    }
    int[] sorted = advances.clone();
    Arrays.sort(sorted);
    double usual = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    StringBuilder text = new StringBuilder();
    int word = 0;
    for (int i = 0; i < read.size(); i++) {
      if (i - word >= SHORTEST
          && lettersFrom(read, i) >= SHORTEST
          && advances[i - 1] > GAP * usual
          && advances[i - 1] >= usual + 2
          && isSpaced(read.get(i - 1))) {
        text.append(' ');
        word = i;
      }
      text.append(read.get(i));
      word = isSpaced(read.get(i)) ? word : i + 1;
    }
    return text.toString().strip();
  }

  /** {@return how many signs follow before a blank or a sign that needs none, at most enough} */
  private static int lettersFrom(List<String> read, int from) {
    int letters = 0;
    while (letters < SHORTEST
        && from + letters < read.size()
        && isSpaced(read.get(from + letters))) {
      letters++;
    }
    return letters;
  }

  /** {@return whether words of this sign have blanks between them, unlike Chinese ones} */
  private static boolean isSpaced(String sign) {
    return !sign.isBlank() && sign.codePoints().noneMatch(Character::isIdeographic);
  }
}
