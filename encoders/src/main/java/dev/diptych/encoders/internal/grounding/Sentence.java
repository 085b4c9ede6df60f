package dev.diptych.encoders.internal.grounding;

import dev.diptych.encoders.Grounding;
import dev.diptych.encoders.WordKind.Role;
import dev.diptych.encoders.internal.text.WordPieces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text as words and phrases. A phrase is a run of words with nothing between them that ends with
 * a thing, or else where a word without a place, a relation or a mark stands.
 *
 * @param words all, in order
 * @param phrases all, in order; a word that is in no place, or a relation, is in none
 */
record Sentence(List<Word> words, List<Phrase> phrases) {

  Sentence {
    words = List.copyOf(words);
    phrases = List.copyOf(phrases);
  }

  static Sentence of(List<WordPieces> pieces, Grounding grounding) {
    List<Word> words = new ArrayList<>();
    for (WordPieces each : pieces) {
      words.add(Word.of(words.size(), each, grounding));
    }
    List<Phrase> phrases = new ArrayList<>();
    List<Word> run = new ArrayList<>();
    for (Word word : words) {
      if (!run.isEmpty() && !word.follows(run.getLast())) {
        finish(run, phrases);
      }
      if (!word.hasPlace() || word.is(Role.RELATION)) {
        finish(run, phrases);
        continue;
      }
      run.add(word);
      if (word.isHead()) {
        finish(run, phrases);
      }
    }
    finish(run, phrases);
    return new Sentence(words, phrases);
  }

  private static void finish(List<Word> run, List<Phrase> phrases) {
    if (!run.isEmpty()) {
      phrases.add(new Phrase(run));
      run.clear();
    }
  }

  /** {@return the phrase that a word is in} */
  Optional<Phrase> phraseOf(Word word) {
    return phrases.stream().filter(phrase -> phrase.words().contains(word)).findFirst();
  }

  /** {@return the last phrase before a word that ends with a thing} */
  Optional<Phrase> thingBefore(Word word) {
    return phrases.stream()
        .filter(phrase -> isThing(phrase) && phrase.words().getLast().place() < word.place())
        .reduce((first, second) -> second);
  }

  /** {@return the first phrase behind a word that ends with a thing} */
  Optional<Phrase> thingBehind(Word word) {
    return phrases.stream()
        .filter(phrase -> isThing(phrase) && phrase.words().getFirst().place() > word.place())
        .findFirst();
  }

  /** {@return whether a word is the next one behind another} */
  boolean isFollowedBy(Word word, String next) {
    int behind = word.place() + 1;
    return behind < words.size() && words.get(behind).pieces().word().equalsIgnoreCase(next);
  }

  private static boolean isThing(Phrase phrase) {
    return phrase.words().getLast().is(Role.THING);
  }
}
