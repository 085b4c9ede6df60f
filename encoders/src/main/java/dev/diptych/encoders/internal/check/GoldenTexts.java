package dev.diptych.encoders.internal.check;

import dev.diptych.encoders.internal.check.GoldenFile.Numbers;
import java.util.Arrays;

/**
 * The texts of a reference: {@code input_ids} or {@code text_ids} and, where one is there, a mask:
 * {@code attention_mask} or {@code text_masks}, 1 for tokens, or {@code padding_mask}, 1 for what
 * fills a text up.
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record GoldenTexts(long[] ids, long[] mask, int count, int length) {

  /** {@return the texts as given} */
  public static GoldenTexts of(GoldenFile golden) {
    Numbers given = golden.numbers(golden.has("text_ids") ? "text_ids" : "input_ids", 2);
    long[] ids = given.toLongs();
    long[] mask =
        golden
            .find("attention_mask", 2)
            .or(() -> golden.find("text_masks", 2))
            .map(Numbers::toLongs)
            .or(() -> golden.find("padding_mask", 2).map(GoldenTexts::inverted))
            .orElseGet(() -> ones(ids.length));
    if (mask.length != ids.length) {
      throw golden.refuse("must give the ids of texts and their mask in the same shape");
    }
    return new GoldenTexts(ids, mask, given.size(0), given.size(1));
  }

  private static long[] inverted(Numbers padding) {
    long[] mask = padding.toLongs();
    for (int i = 0; i < mask.length; i++) {
      mask[i] = 1 - mask[i];
    }
    return mask;
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
