package dev.diptych.searcher;

import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.index.IndexView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an asker should know of the words of items: whether they alone decided, what was meant. */
final class WordNotes {

  private static final int MOST_CORRECTED = 8;

  private final Optional<TextEncoder> encoder;

  WordNotes(Model model) {
    this.encoder = model.textEncoder();
  }

  /**
   * {@return what the words of items had to do with an answer}
   *
   * @param nothing whether the answer has no good match
   */
  WordStage stage(IndexView view, WordFindings words, boolean nothing) {
    List<String> suspect =
        words.recall().unknown().stream()
            .filter(word -> nothing || isUnknownToModel(word))
            .limit(MOST_CORRECTED)
            .toList();
    return new WordStage(
        words.recall().asked(),
        words.matches(),
        words.alone(),
        suspect.isEmpty() ? Map.of() : view.corrections(suspect));
  }

  private boolean isUnknownToModel(String word) {
    return encoder
        .filter(
            each ->
                !each.unread(word).words().isEmpty() || each.brokenShare(each.tokenize(word)) > 0)
        .isPresent();
  }

  /**
   * {@return the warnings of an answer, in place of those of the query alone}
   *
   * @param query what is to be said of how the model read it
   */
  static List<String> warnings(List<String> query, WordFindings words, WordStage stage) {
    List<String> warnings = new ArrayList<>();
    if (words.alone()) {
      warnings.add(
          words.matches() > 0
              ? "the model cannot read these words, so captions, tags, titles and names that have them decided alone"
              : "the model cannot read these words, and no caption, tag, title or name has them; ask with words of the kind that the model was trained on");
    } else {
      warnings.addAll(query);
      if (words.foreign() && !words.recall().complete()) {
        warnings.add(
            "words of captions, tags and names can be searched once the next `diptych index` has added them to the index, without encoding anything");
      }
    }
    words.recall().unknown().stream()
        .filter(stage.corrections()::containsKey)
        .forEach(
            word ->
                warnings.add(
                    "nothing in the index has the word \"%s\"; did you mean \"%s\"?"
                        .formatted(word, stage.corrections().get(word))));
    return warnings;
  }
}
