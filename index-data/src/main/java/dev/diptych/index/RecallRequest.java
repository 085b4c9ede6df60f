package dev.diptych.index;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Filter;
import dev.diptych.core.Modality;

/**
 * Which candidates the first stage asks an index for. Another way to choose them is another
 * component here, and its handling in each implementation of {@link IndexView#recall}.
 *
 * @param target which items
 * @param vector what they are to be near to, {@code f32 [D]}, of a picture {@code [Q,D]}; nearness
 *     is that of {@link Embedding#dot}
 * @param k how many, at least 1, images with the same bytes counting as one; fewer come where the
 *     index holds fewer
 * @param effort how hard they are looked for
 * @param filter what all of them meet; the k nearest are those of the items that pass
 */
public record RecallRequest(
    Modality target, Embedding vector, int k, Effort effort, Filter filter) {

  public RecallRequest {
    if (k < 1) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "the number of neighbours must be at least 1, but was " + k);
    }
    if (effort instanceof Effort.Beam beam && beam.width() < k) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the beam must be at least the number of neighbours, %s, but was %s"
              .formatted(k, beam.width()));
    }
  }

  /** The k items nearest to a vector, with the usual effort. */
  public static RecallRequest nearest(Modality target, Embedding vector, int k) {
    return new RecallRequest(target, vector, k, new Effort.Usual(), Filter.NONE);
  }

  /**
   * Refuses a vector that the target's items cannot be compared with.
   *
   * @throws DiptychException INTERNAL for another dimension, or another number of several vectors
   */
  public void requireFits(IndexSpec spec) {
    int vectors = spec.vectors(target);
    if (vector.dimension() != spec.dimension()
        || (vector.count() != 1 && vectors != 1 && vector.count() != vectors)) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "the query has %s x %s dimensions, but the index has %s x %s"
              .formatted(vector.count(), vector.dimension(), vectors, spec.dimension()));
    }
  }

  /** {@return this request with another effort} */
  public RecallRequest with(Effort other) {
    return new RecallRequest(target, vector, k, other, filter);
  }

  /** {@return this request among the items that pass a filter} */
  public RecallRequest among(Filter other) {
    return new RecallRequest(target, vector, k, effort, other);
  }
}
