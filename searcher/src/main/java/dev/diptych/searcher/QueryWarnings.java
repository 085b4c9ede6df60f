package dev.diptych.searcher;

import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.UnreadWords;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What an asker should know of how the words were read, in sentences. */
final class QueryWarnings {

  private static final int WORDS_SHOWN = 5;
  private static final int LONGEST_WORD = 40;

  private QueryWarnings() {}

  static List<String> of(TokenizedText tokens, UnreadWords unread) {
    List<String> warnings = new ArrayList<>();
    if (unread.all()) {
      warnings.add(
          unread.words().isEmpty()
              ? "the query has no word that the model reads, so scores and order are chance; say in words what to look for"
              : "the model reads none of these words (%s), so scores and order are chance; use words of the kind that it was trained on"
                  .formatted(shown(unread.words())));
    } else if (!unread.words().isEmpty()) {
      warnings.add(
          "the model cannot read %s; results go by the other words alone"
              .formatted(shown(unread.words())));
    }
    if (tokens.truncated()) {
      warnings.add(
          "the text is longer than the model reads: the first %s tokens were used, both end marks included, and the rest was cut"
              .formatted(tokens.length()));
    }
    return warnings;
  }

  private static String shown(List<String> words) {
    String first =
        words.stream()
            .limit(WORDS_SHOWN)
            .map(word -> '"' + clipped(word) + '"')
            .collect(Collectors.joining(", "));
    int more = words.size() - WORDS_SHOWN;
    return more > 0 ? first + " and %s more".formatted(more) : first;
  }

  /** Cut between code points, so that no half of one is shown. */
  private static String clipped(String word) {
    return word.codePointCount(0, word.length()) <= LONGEST_WORD
        ? word
        : word.substring(0, word.offsetByCodePoints(0, LONGEST_WORD)) + "...";
  }
}
