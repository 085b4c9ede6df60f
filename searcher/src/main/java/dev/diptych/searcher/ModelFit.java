package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Model;
import dev.diptych.index.IndexSpec;

/** Whether an index can be searched with a model. */
final class ModelFit {

  private ModelFit() {}

  /**
   * Refuses what does not fit.
   *
   * @throws DiptychException INCOMPATIBLE_INDEX for an index of other models, INVALID_REQUEST for a
   *     model without embeddings
   */
  static void require(IndexSpec index, Model model) {
    if (!index.model().equals(model.fingerprint())) {
      throw new DiptychException(
          ErrorCode.INCOMPATIBLE_INDEX,
          "the index was made with the model %s (%s), but %s (%s) is loaded; search with the model of the index, or index again with this one"
              .formatted(
                  index.modelName(),
                  index.model().shortForm(),
                  model.bundle().name(),
                  model.fingerprint().shortForm()));
    }
    if (!index.reranker().fingerprint().equals(model.reranker().fingerprint())) {
      throw new DiptychException(
          ErrorCode.INCOMPATIBLE_INDEX,
          "the index holds patch features of the model %s, but %s (%s) is loaded; index again with this one"
              .formatted(
                  index.reranker(),
                  model.reranker().name(),
                  model.reranker().fingerprint().shortForm()));
    }
    if (model.dimension() == 0) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "searching needs a model with embeddings (ITC), but %s has none; import a retrieval checkpoint"
              .formatted(model.bundle().name()));
    }
  }
}
