package dev.diptych.encoders.internal.check;

import dev.diptych.encoders.internal.check.GoldenFile.Numbers;
import java.util.Arrays;

/** The texts of a reference: {@code input_ids} and, where it is there, {@code attention_mask}. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record GoldenTexts(long[] ids, long[] mask, int count, int length) {

  /** {@return the texts as given} */
  public static GoldenTexts of(GoldenFile golden) {
    Numbers given = golden.numbers("input_ids", 2);
    long[] ids = given.toLongs();
    long[] mask =
        golden.find("attention_mask", 2).map(Numbers::toLongs).orElseGet(() -> ones(ids.length));
    if (mask.length != ids.length) {
      throw golden.refuse("must give input_ids and attention_mask in the same shape");
    }
    return new GoldenTexts(ids, mask, given.size(0), given.size(1));
  }

  private static long[] ones(int n) {
    long[] ones = new long[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** {@return the same texts with another first token} */
  public GoldenTexts startingWith(int first) {
    long[] changed = ids.clone();
    for (int text = 0; text < count; text++) {
      changed[text * length] = first;
    }
    return new GoldenTexts(changed, mask, count, length);
  }

  /** {@return one of them} */
  public GoldenTexts only(int text) {
    int from = text * length;
    return new GoldenTexts(
        Arrays.copyOfRange(ids, from, from + length),
        Arrays.copyOfRange(mask, from, from + length),
        1,
        length);
  }
}
