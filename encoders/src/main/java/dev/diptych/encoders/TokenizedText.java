package dev.diptych.encoders;

import java.util.ArrayList;
import java.util.List;

/**
 * A text as one encoder reads it: token ids with the marks of its beginning and end, without
 * padding. Immutable.
 *
 * @param ids {@code i64 [T]}
 * @param marks how many of them stand for no part of the text
 * @param truncated whether words were cut because the text is longer than the model's limit
 */
public record TokenizedText(List<Integer> ids, int marks, boolean truncated) {

  public TokenizedText {
    ids = List.copyOf(ids);
  }

  /** A text with one mark at each end, as most encoders read it. */
  public TokenizedText(List<Integer> ids, boolean truncated) {
    this(ids, 2, truncated);
  }

  /** {@return the number of tokens, T} */
  public int length() {
    return ids.size();
  }

  /** {@return whether there is anything in it to look for} */
  public boolean hasContent() {
    return ids.size() > marks;
  }

  /** {@return the same text, of which words were cut} */
  public TokenizedText asTruncated() {
    return truncated ? this : new TokenizedText(ids, marks, true);
  }

  /** {@return the same text with another first token} */
  public TokenizedText startingWith(int first) {
    List<Integer> changed = new ArrayList<>(ids);
    changed.set(0, first);
    return new TokenizedText(changed, marks, truncated);
  }
}
