package dev.diptych.encoders.internal.grounding;

import dev.diptych.encoders.WordKind;
import dev.diptych.encoders.WordKind.Head;
import dev.diptych.encoders.WordKind.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;

/** Weights of the patches for words and phrases, {@code f32 [P-1]}, each of sum 1. */
final class WordLooks {

  private static final float LEAST = 1e-12f;

  private final Looks looks;

  WordLooks(Looks looks) {
    this.looks = looks;
  }

  /** {@return the look of all heads for a phrase: what each of its words looks for, at once} */
  float[] of(Phrase phrase) {
    Optional<Word> head = phrase.head();
    float[] product = ones();
    for (Word word : phrase.words()) {
      if (!word.is(Role.MODIFIER) || head.isEmpty()) {
        multiply(product, alone(word, head));
      }
    }
    return Weights.normalized(product);
  }

  /** {@return where a word looks} */
  float[] of(Word word, Sentence sentence) {
    if (word.is(Role.RELATION)) {
      return relation(word, sentence);
    }
    Optional<Phrase> phrase = sentence.phraseOf(word);
    Optional<Word> head = phrase.flatMap(Phrase::head);
    if (word.is(Role.MODIFIER) && head.isPresent()) {
      return of(phrase.orElseThrow());
    }
    return alone(word, head);
  }

  /** What stands before a relation, and behind it where something does. */
  private float[] relation(Word word, Sentence sentence) {
    WordKind kind = word.kind().orElseThrow();
    float[] first = byHeads(word, kind.heads());
    return kind.reference().isEmpty() || sentence.thingBehind(word).isEmpty()
        ? first
        : Weights.sum(first, byHeads(word, kind.reference()));
  }

  private float[] alone(Word word, Optional<Word> head) {
    List<Head> ofGround =
        head.filter(it -> it.is(Role.GROUND))
            .flatMap(Word::kind)
            .map(WordKind::heads)
            .orElse(List.of());
    if (!ofGround.isEmpty()) {
      return byHeads(word, ofGround);
    }
    List<Head> own = word.kind().map(WordKind::heads).orElse(List.of());
    return own.isEmpty() ? byNorm(word) : byHeads(word, own);
  }

  /** {@return the look of one head for a word} */
  float[] byHead(Word word, Head head) {
    return mean(word, token -> looks.attention(head.layer(), head.head(), token));
  }

  private float[] byHeads(Word word, List<Head> heads) {
    float[] product = ones();
    heads.forEach(head -> multiply(product, byHead(word, head)));
    return Weights.normalized(Weights.root(product, heads.size()));
  }

  private float[] byNorm(Word word) {
    float[] product = ones();
    for (int i = 0; i < looks.layers(); i++) {
      int layer = i;
      multiply(product, mean(word, token -> looks.contribution(layer, token)));
    }
    return Weights.normalized(Weights.root(product, looks.layers()));
  }

  /** {@return how likely what a word says is there; empty where its kind does not tell} */
  OptionalDouble presence(Word word) {
    return word.kind()
        .map(WordKind::presence)
        .map(probe -> OptionalDouble.of(probe.apply(row(word))))
        .orElse(OptionalDouble.empty());
  }

  /** {@return what the last layer makes of a word, {@code f32 [H]}} */
  float[] row(Word word) {
    return mean(word, looks::row);
  }

  private static float[] mean(Word word, IntFunction<float[]> row) {
    List<Integer> tokens = word.pieces().tokens();
    float[] sum = row.apply(tokens.getFirst());
    for (int token : tokens.subList(1, tokens.size())) {
      sum = Weights.sum(sum, row.apply(token));
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= tokens.size();
    }
    return sum;
  }

  private float[] ones() {
    float[] ones = new float[looks.places()];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Multiplies by a look of sum 1, so that no product of many fades to nothing. */
  private static void multiply(float[] product, float[] look) {
    float[] shares = Weights.normalized(look);
    for (int i = 0; i < product.length; i++) {
      product[i] *= Math.max(LEAST, shares[i]) * shares.length;
    }
  }
}
