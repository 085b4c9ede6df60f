package dev.diptych.core;

/**
 * What the first stage says of a pair: the cosine of two embeddings (ITC, image-text contrastive;
 * BLIP section 3.2), higher is nearer.
 *
 * @param value cosine in [-1, 1]
 */
public record ItcScore(float value) implements Comparable<ItcScore> {

  public ItcScore {
    if (!(value >= -1.001f && value <= 1.001f)) {
      throw new DiptychException(
          ErrorCode.INTERNAL, "an ITC score is a cosine in [-1, 1], but was " + value);
    }
  }

  @Override
  public int compareTo(ItcScore other) {
    return Float.compare(value, other.value);
  }
}
