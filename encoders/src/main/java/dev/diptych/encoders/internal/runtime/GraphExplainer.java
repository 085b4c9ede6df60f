package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Explainer;
import dev.diptych.encoders.Explanation;
import dev.diptych.encoders.GroundingFit;
import dev.diptych.encoders.KindWords;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.internal.grounding.GroundingSearch;
import dev.diptych.encoders.internal.grounding.WordMapper;
import dev.diptych.encoders.internal.text.Tokenizer;
import dev.diptych.encoders.internal.text.WordSplitter;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** The graph {@code match-words} behind the public interface. */
public final class GraphExplainer implements Explainer {

  private final Graphs graphs;
  private final Tokenizer tokenizer;
  private final WordSplitter splitter;
  private final WordMapper mapper;

  /**
   * An explainer over the graphs of a bundle, where it has the one for it.
   *
   * @param tokenizer gives texts the first token that ITM reads
   * @param splitter of the same texts
   */
  public static Optional<Explainer> of(
      Bundle bundle, Graphs graphs, Tokenizer tokenizer, WordSplitter splitter, WordMapper mapper) {
    return Files.exists(bundle.folder().resolve(GraphLooks.GRAPH + ".onnx"))
        ? Optional.of(new GraphExplainer(graphs, tokenizer, splitter, mapper))
        : Optional.empty();
  }

  private GraphExplainer(
      Graphs graphs, Tokenizer tokenizer, WordSplitter splitter, WordMapper mapper) {
    this.graphs = graphs;
    this.tokenizer = tokenizer;
    this.splitter = splitter;
    this.mapper = mapper;
  }

  @Override
  public Explanation explain(String text, PatchFeatures image) {
    if (image.merged()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a heat map needs every patch of a picture, but this one's were merged and where each of them was is not stored");
    }
    TokenizedText tokens = tokenizer.tokenize(text);
    return mapper.explain(
        splitter.split(text), GraphLooks.run(graphs, tokens, image), tokens.truncated());
  }

  @Override
  public GroundingFit fit(List<KindWords> kinds, long seed) {
    return new GroundingSearch(
        kinds,
        splitter,
        (text, image) -> GraphLooks.run(graphs, tokenizer.tokenize(text), image),
        seed);
  }
}
