package dev.diptych.searcher;

import dev.diptych.core.Embedding;
import dev.diptych.core.Filter;
import dev.diptych.core.ItcScore;
import dev.diptych.core.Modality;
import dev.diptych.index.IndexView;
import dev.diptych.index.RecallRequest;
import java.util.List;

/**
 * What the cosines of one part of a mix mean, so that those of words and of pictures can be added.
 *
 * @param base the mean cosine to the items of the index
 * @param spread from there to the highest cosine that can be expected, above 0
 */
record PartScale(double base, double spread) {

  /*
   * Why a scale
   *
   * A picture has cosines of 0.3 to 1 to other pictures, words of 0.1 to 0.5 to pictures, and each
   * model has ranges of its own. Added as they are, the pictures of a mix would decide alone. So
   * each part's cosines are measured from what the average item has, to what the best has: the
   * part itself, 1, among its own kind; the nearest item there is, for the other kind.
   */

  /** Where all items have the same cosine, none is nearer than another. */
  private static final double LEAST_SPREAD = 1e-3;

  /**
   * Takes the scale of a part from an index, whatever the conditions of the search.
   *
   * @param sample vectors of the target's items
   */
  static PartScale of(IndexView view, Modality target, EncodedQuery part, List<Embedding> sample) {
    double base =
        sample.stream().mapToDouble(item -> part.vector().dot(item).value()).average().orElse(0);
    double top = part.isCrossModal(target) ? nearest(view, target, part, base) : 1;
    return new PartScale(base, Math.max(top - base, LEAST_SPREAD));
  }

  private static double nearest(
      IndexView view, Modality target, EncodedQuery part, double otherwise) {
    return view
        .recall(RecallRequest.nearest(target, part.vector(), 1).among(Filter.NONE))
        .neighbours()
        .stream()
        .mapToDouble(neighbour -> neighbour.itc().value())
        .findFirst()
        .orElse(otherwise);
  }

  /** {@return 0 for a cosine no higher than the average, 1 for the highest that can be expected} */
  double closeness(ItcScore itc) {
    return Math.clamp((itc.value() - base) / spread, 0.0, 1.0);
  }
}
