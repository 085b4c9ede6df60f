package dev.diptych.encoders.internal.runtime;

import dev.diptych.encoders.TokenizedText;
import java.util.Arrays;
import java.util.List;

/**
 * Texts side by side: {@code ids i64 [B,T], mask i64 [B,T]}, filled up to the longest.
 *
 * @param ids token ids, {@code padId} where a text has ended
 * @param mask 1 for tokens, 0 for padding
 */
public record TokenBatch(Tensor.Longs ids, Tensor.Longs mask) {

  /** {@return texts side by side} */
  public static TokenBatch of(List<TokenizedText> texts, int padId) {
    return of(texts, padId, texts.stream().mapToInt(TokenizedText::length).max().orElseThrow());
  }

  /** {@return texts side by side, filled up to a length that none exceeds} */
  static TokenBatch of(List<TokenizedText> texts, int padId, int length) {
    long[] ids = new long[texts.size() * length];
    long[] mask = new long[ids.length];
    Arrays.fill(ids, padId);
    for (int row = 0; row < texts.size(); row++) {
      List<Integer> tokens = texts.get(row).ids();
      for (int column = 0; column < tokens.size(); column++) {
        ids[row * length + column] = tokens.get(column);
        mask[row * length + column] = 1;
      }
    }
    return of(ids, mask, texts.size(), length);
  }

  /** {@return rows that are of one length already} */
  public static TokenBatch of(long[] ids, long[] mask, int rows, int length) {
    return new TokenBatch(Tensor.of(ids, rows, length), Tensor.of(mask, rows, length));
  }

  /** {@return a mask without padding} */
  public static long[] ones(int n) {
    long[] ones = new long[n];
    Arrays.fill(ones, 1);
    return ones;
  }
}
