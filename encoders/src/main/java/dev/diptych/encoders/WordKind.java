package dev.diptych.encoders;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Words that a model looks for in the same way, and the heads that look for them.
 *
 * @param name what people call such words: {@code colour}
 * @param role what such a word does in a phrase
 * @param words lower case, each in one kind only
 * @param heads those whose looks are multiplied for a map; none for {@link Role#MODIFIER}
 * @param reference of a {@link Role#RELATION}: the heads that look at what stands behind it; else
 *     none
 * @param presence tells whether what the word says is in the picture; null where nothing does
 */
public record WordKind(
    String name,
    Role role,
    List<String> words,
    List<Head> heads,
    List<Head> reference,
    @Nullable Probe presence) {

  public WordKind {
    words = List.copyOf(words);
    heads = List.copyOf(heads);
    reference = List.copyOf(reference);
  }

  /** What a word does in a phrase. */
  public enum Role {
    /** Names a thing: "star". */
    THING,
    /** Says what a thing is like and is seen by itself: "red". */
    ATTRIBUTE,
    /** Says something of a thing that is seen at the thing alone: "large", "two". */
    MODIFIER,
    /** Says how a thing lies, by itself or to another: "left", "above". */
    RELATION,
    /** Names what is behind all things: "background". */
    GROUND
  }

  /**
   * One head of the cross-attention.
   *
   * @param layer counted from 0 among the layers that look at the picture
   * @param head counted from 0
   */
  public record Head(int layer, int head) {}

  /**
   * A logistic regression over a word's row of the last layer, {@code 1 / (1 + exp(-(w·x + b)))}.
   *
   * @param weights w, {@code [H]}
   * @param bias b
   */
  public record Probe(List<Float> weights, float bias) {

    public Probe {
      weights = List.copyOf(weights);
    }

    /**
     * {@return how likely what the word says is there}
     *
     * @param row {@code f32 [H]}
     */
    public double apply(float[] row) {
      double sum = bias;
      for (int i = 0; i < row.length; i++) {
        sum += (double) weights.get(i) * row[i];
      }
      return 1 / (1 + Math.exp(-sum));
    }
  }
}
