package dev.diptych.library;

import dev.diptych.encoders.WeightUse;
import dev.diptych.searcher.SearchOptions;

/**
 * How an index is searched.
 *
 * @param searching memory, chunks, refresh of the search engine
 * @param weights how the model's weights are used
 */
public record OpenOptions(SearchOptions searching, WeightUse weights) {

  /** What suits one machine: {@link SearchOptions#defaults} and mapped weights. */
  public static final OpenOptions DEFAULT =
      new OpenOptions(SearchOptions.defaults(), WeightUse.MAPPED);

  /** {@return these options, with another engine} */
  public OpenOptions withSearching(SearchOptions options) {
    return new OpenOptions(options, weights);
  }

  /** {@return these options, using weights in this way} */
  public OpenOptions withWeights(WeightUse use) {
    return new OpenOptions(searching, use);
  }
}
