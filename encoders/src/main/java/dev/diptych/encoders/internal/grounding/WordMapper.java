package dev.diptych.encoders.internal.grounding;

import dev.diptych.encoders.Explanation;
import dev.diptych.encoders.Grounding;
import dev.diptych.encoders.HeatMap;
import dev.diptych.encoders.WordKind;
import dev.diptych.encoders.WordKind.Role;
import dev.diptych.encoders.WordMap;
import dev.diptych.encoders.WordMap.Finding;
import dev.diptych.encoders.internal.text.WordPieces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Puts the maps of one text together. A word of a known kind has the look of its kind's heads; a
 * phrase has the looks of its words multiplied; any other word has the norm form.
 */
public final class WordMapper {

  private static final String BY_NORM =
      "by how much each patch moves a word, over all heads; which heads look for which words is not known of this model";

  /** What says neither yes nor no. */
  private static final double EVEN = .5;

  private final Grounding grounding;
  private final int rows;
  private final int columns;

  /**
   * @param grounding what is known of the model
   * @param rows of its patches
   * @param columns of its patches
   */
  public WordMapper(Grounding grounding, int rows, int columns) {
    this.grounding = grounding;
    this.rows = rows;
    this.columns = columns;
  }

  /** {@return where the words of a text are, by what was looked at} */
  public Explanation explain(List<WordPieces> pieces, Looks looks, boolean truncated) {
    Sentence sentence = Sentence.of(pieces, grounding);
    WordLooks words = new WordLooks(looks);
    List<WordMap> single = new ArrayList<>();
    for (Word word : sentence.words()) {
      single.add(map(word, sentence, words));
    }
    List<WordMap> phrases = new ArrayList<>();
    float[] whole = new float[looks.places()];
    boolean any = false;
    for (Phrase phrase : sentence.phrases()) {
      float[] look = words.of(phrase);
      List<Verdict> verdicts =
          phrase.words().stream().map(word -> verdict(word, sentence, words)).toList();
      Verdict verdict = Verdict.all(verdicts);
      if (phrase.words().size() > 1) {
        phrases.add(
            new WordMap(
                phrase.text(),
                "phrase",
                verdict.finding(),
                verdict.presence(),
                Optional.of(heatMap(look))));
      }
      if (verdict.finding() != Finding.NOT_FOUND) {
        whole = Weights.sum(whole, look);
        any = true;
      }
    }
    Optional<HeatMap> together = any ? Optional.of(heatMap(whole)) : Optional.empty();
    return new Explanation(looks.itm(), single, phrases, together, form(sentence), truncated);
  }

  private String form(Sentence sentence) {
    return sentence.words().stream().anyMatch(word -> word.kind().isPresent())
        ? "by the heads that look for each kind of word, as found on %s; words of no known kind by how much each patch moves them"
            .formatted(grounding.fittedOn())
        : BY_NORM;
  }

  private WordMap map(Word word, Sentence sentence, WordLooks words) {
    String text = word.pieces().word();
    if (!word.hasPlace()) {
      return new WordMap(text, "word", Finding.NO_PLACE, OptionalDouble.empty(), Optional.empty());
    }
    Verdict verdict = verdict(word, sentence, words);
    return new WordMap(
        text,
        word.kind().map(WordKind::name).orElse("word"),
        verdict.finding(),
        verdict.presence(),
        Optional.of(heatMap(words.of(word, sentence))));
  }

  private HeatMap heatMap(float[] weights) {
    return HeatMap.of(rows, columns, weights);
  }

  /**
   * Words whose kind does not tell by itself are there where the things they speak of are; those of
   * a direction where the things lie so, too.
   */
  private Verdict verdict(Word word, Sentence sentence, WordLooks words) {
    OptionalDouble presence = words.presence(word);
    if (presence.isPresent()) {
      return Verdict.of(presence.getAsDouble());
    }
    if (word.is(Role.MODIFIER) || word.is(Role.RELATION)) {
      Stream<Optional<Phrase>> things =
          word.is(Role.MODIFIER)
              ? Stream.of(sentence.phraseOf(word))
              : Stream.of(sentence.thingBefore(word), sentence.thingBehind(word));
      Stream<Verdict> present =
          things
              .flatMap(Optional::stream)
              .flatMap(phrase -> phrase.words().stream())
              .map(words::presence)
              .filter(OptionalDouble::isPresent)
              .map(it -> Verdict.of(it.getAsDouble()));
      return Verdict.all(Stream.concat(present, bearing(word, sentence, words).stream()).toList());
    }
    return word.is(Role.GROUND)
        ? new Verdict(Finding.FOUND, OptionalDouble.empty())
        : Verdict.UNKNOWN;
  }

  /** Whether the things before and behind a word of a direction lie as it says. */
  private Optional<Verdict> bearing(Word word, Sentence sentence, WordLooks words) {
    Optional<Phrase> before = sentence.thingBefore(word);
    Optional<Phrase> behind = sentence.thingBehind(word);
    Optional<Bearing> bearing = Bearing.of(word, sentence);
    if (before.isEmpty() || behind.isEmpty() || bearing.isEmpty() || !word.is(Role.RELATION)) {
      return Optional.empty();
    }
    OptionalDouble likelihood =
        bearing.get().likelihood(words.of(before.get()), words.of(behind.get()), columns);
    return likelihood.isPresent()
        ? Optional.of(Verdict.of(likelihood.getAsDouble()))
        : Optional.empty();
  }

  /** Whether something is there, and how likely. */
  private record Verdict(Finding finding, OptionalDouble presence) {

    static final Verdict UNKNOWN = new Verdict(Finding.UNKNOWN, OptionalDouble.empty());

    static Verdict of(double presence) {
      return new Verdict(
          presence < EVEN ? Finding.NOT_FOUND : Finding.FOUND, OptionalDouble.of(presence));
    }

    /** All of them: as there as the one that is there the least. */
    static Verdict all(List<Verdict> parts) {
      OptionalDouble least =
          parts.stream()
              .map(Verdict::presence)
              .filter(OptionalDouble::isPresent)
              .mapToDouble(OptionalDouble::getAsDouble)
              .min();
      if (least.isPresent()) {
        return of(least.getAsDouble());
      }
      return parts.stream().anyMatch(part -> part.finding() == Finding.FOUND)
          ? new Verdict(Finding.FOUND, least)
          : UNKNOWN;
    }
  }
}
