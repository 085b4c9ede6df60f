package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Filter;
import dev.diptych.core.Modality;
import java.util.List;

/**
 * What somebody typed into the box, taken apart. {@link QueryParser} makes it; it decides what is a
 * condition and what is words, and nothing about what the words mean.
 *
 * <p>How to use it: {@link #query} with {@link #filter} makes a search. {@link #hints} are
 * sentences for the asker, to be added to the warnings of the answer. With no words at all there is
 * nothing to compare with, only conditions: {@link #hasWords} tells.
 *
 * @param text what was typed, the conditions left out
 * @param words all that is wanted, quoted phrases included without their quotes, in the order
 *     typed, one blank apart; empty where only conditions or negatives were typed
 * @param phrases what stood in quotes, without them, in the order typed
 * @param negatives what a {@code -} stood before: words, or phrases without their quotes
 * @param filter the conditions
 * @param hints what was not understood, in sentences
 */
public record ParsedQuery(
    String text,
    String words,
    List<String> phrases,
    List<String> negatives,
    Filter filter,
    List<String> hints) {

  public ParsedQuery {
    phrases = List.copyOf(phrases);
    negatives = List.copyOf(negatives);
    hints = List.copyOf(hints);
  }

  /**
   * {@return the query: what is wanted, and what is verified of it} Sentences are taken apart, and
   * asking ("show me") is left out of them, for pictures only: texts are compared with the words as
   * they are.
   *
   * @param target what may be found
   * @throws DiptychException INVALID_REQUEST where nothing is wanted
   */
  public Query.Text query(Modality target) {
    if (!hasWords() && !(text.isBlank() && filter.isEmpty())) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a search needs something to look for besides its conditions and what must not be there; add a word, a picture or an item");
    }
    return switch (target) {
      case IMAGE -> {
        Query.Text taken = Clauses.of(RequestPhrases.leftOut(words, phrases), phrases, negatives);
        yield taken.with(Query.Literal.of(words, taken.checks()));
      }
      case TEXT -> new Query.Text(words).with(new Query.Literal(words, phrases, negatives));
    };
  }

  /** {@return whether anything is wanted, besides conditions and negatives} */
  public boolean hasWords() {
    return !words.isBlank();
  }
}
