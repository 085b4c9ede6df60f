package dev.diptych.encoders;

import java.util.List;

/**
 * A text as the model reads it: token ids from {@code [CLS]} to {@code [SEP]}, without padding.
 * Immutable.
 *
 * @param ids {@code i64 [T]}, the first one {@code [CLS]}, the last one {@code [SEP]}
 * @param truncated whether words were cut because the text is longer than the model's limit
 */
public record TokenizedText(List<Integer> ids, boolean truncated) {

  public TokenizedText {
    ids = List.copyOf(ids);
  }

  /** {@return the number of tokens, T} */
  public int length() {
    return ids.size();
  }
}
