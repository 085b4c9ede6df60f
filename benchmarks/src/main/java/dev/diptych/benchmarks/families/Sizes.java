package dev.diptych.benchmarks.families;

import java.util.Map;
import java.util.TreeMap;

/**
 * The sizes of one transformer.
 *
 * @param width of its rows
 * @param inner width of the feed-forward part
 * @param layers how many
 * @param heads of attention
 */
record Sizes(long width, long inner, long layers, long heads) {

  static final Sizes BASE = new Sizes(768, 3072, 12, 12);
  static final Sizes LARGE = new Sizes(1024, 4096, 24, 16);

  /** For runs that prove no more than that it goes. */
  static final Sizes TINY = new Sizes(64, 128, 2, 1);

  /** {@return a section of a configuration as Hugging Face's classes read it} */
  Map<String, Object> section() {
    return Map.of(
        "hidden_size", width,
        "intermediate_size", inner,
        "num_hidden_layers", layers,
        "num_attention_heads", heads);
  }

  /** {@return the same with more fields} */
  Map<String, Object> section(Map<String, Object> more) {
    Map<String, Object> all = new TreeMap<>(section());
    all.putAll(more);
    return all;
  }
}
