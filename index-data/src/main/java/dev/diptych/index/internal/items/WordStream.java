package dev.diptych.index.internal.items;

import dev.diptych.index.internal.items.WordAnalysis.Word;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/** Words of some texts as Lucene reads them, once. */
final class WordStream extends TokenStream {

  /** Phrases do not reach from one text of an item into the next. */
  private static final int GAP = 100;

  private record Token(String term, int step) {}

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
  private final Iterator<Token> tokens;

  /**
   * Words in some forms.
   *
   * @param texts the words of each text
   * @param forms the terms of a word, all in its place
   */
  WordStream(List<List<Word>> texts, Function<Word, List<String>> forms) {
    List<Token> all = new ArrayList<>();
    for (List<Word> text : texts) {
      int before = all.isEmpty() ? -1 : -GAP;
      for (Word word : text) {
        int ahead = word.position() - before;
        for (String form : forms.apply(word)) {
          all.add(new Token(form, ahead));
          ahead = 0;
        }
        before = word.position();
      }
    }
    this.tokens = all.iterator();
  }

  @Override
  public boolean incrementToken() {
    clearAttributes();
    if (!tokens.hasNext()) {
      return false;
    }
    Token next = tokens.next();
    term.append(next.term());
    step.setPositionIncrement(next.step());
    return true;
  }
}
