package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Modality;
import dev.diptych.index.IndexView;
import java.util.ArrayList;
import java.util.List;

/**
 * Step 1 of a search for a mix: a vector that lies nearest to what fits all parts, and the parts.
 * Where pictures have several vectors, so has a mix with pictures: each is that of the parts'
 * vectors of its number, the one of words standing for every number.
 */
final class MixEncoder {

  /** The mean of so many cosines is known to a hundredth. */
  private static final int SAMPLE = 256;

  /** Below this length a sum of vectors points nowhere. */
  private static final double SHORTEST = 1e-4;

  private final QueryEncoder encoder;

  MixEncoder(QueryEncoder encoder) {
    this.encoder = encoder;
  }

  EncodedQuery.Mixed encode(Mix mix, Modality target, IndexView view) {
    List<Embedding> sample = view.sample(target, SAMPLE);
    List<EncodedQuery.Part> parts = new ArrayList<>();
    for (Mix.Part part : mix.parts()) {
      EncodedQuery encoded = encoder.encode(part.query(), view);
      parts.add(
          new EncodedQuery.Part(
              part.query(), encoded, part.weight(), PartScale.of(view, target, encoded, sample)));
    }
    return new EncodedQuery.Mixed(sum(parts), parts);
  }

  /**
   * The order of cosines to this sum is that of the weighted sum of the parts' cosines, each
   * measured in its own spread.
   */
  private static Embedding sum(List<EncodedQuery.Part> parts) {
    int count = parts.stream().mapToInt(part -> part.query().vector().count()).max().orElseThrow();
    int dimension = parts.getFirst().query().vector().dimension();
    float[] sums = new float[count * dimension];
    for (int number = 0; number < count; number++) {
      System.arraycopy(sum(parts, number, dimension), 0, sums, number * dimension, dimension);
    }
    return Embedding.of(count, sums);
  }

  private static float[] sum(List<EncodedQuery.Part> parts, int number, int dimension) {
    double[] sum = new double[dimension];
    for (EncodedQuery.Part part : parts) {
      float[] vector = part.query().vector().vector(number);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part.weight() / part.scale().spread() * vector[i];
      }
    }
    double squares = 0;
    for (double component : sum) {
      squares += component * component;
    }
    double length = Math.sqrt(squares);
    if (length < SHORTEST) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the parts of this search cancel each other out; give what is wanted more weight than what is not");
    }
    float[] unit = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      unit[i] = (float) (sum[i] / length);
    }
    return unit;
  }
}
