package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.Embedding;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.UnreadWords;
import dev.diptych.encoders.internal.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The graph {@code text} behind the public interface: {@code ids, mask i64 [B,T] -> vector f32
 * [B,D]}; of models that read what fills a text up, {@code ids i64 [B,T] -> vector f32 [B,D]} with
 * a T that is always the same.
 */
public final class GraphTextEncoder implements TextEncoder {

  /** The graph's name. */
  public static final String GRAPH = "text";

  private final Graphs graphs;
  private final Tokenizer tokenizer;
  private final int padId;
  private final boolean wholeRows;

  /**
   * An encoder over the graphs of a bundle.
   *
   * @param padId fills up short rows
   */
  public GraphTextEncoder(Graphs graphs, Tokenizer tokenizer, int padId) {
    this(graphs, tokenizer, padId, false);
  }

  private GraphTextEncoder(Graphs graphs, Tokenizer tokenizer, int padId, boolean wholeRows) {
    this.graphs = graphs;
    this.tokenizer = tokenizer;
    this.padId = padId;
    this.wholeRows = wholeRows;
  }

  /**
   * {@return an encoder whose graph takes rows of the most tokens there are, and no mask}
   *
   * @param padId fills up every row, and is read
   */
  public static GraphTextEncoder ofWholeRows(Graphs graphs, Tokenizer tokenizer, int padId) {
    return new GraphTextEncoder(graphs, tokenizer, padId, true);
  }

  @Override
  public int tokenLimit() {
    return tokenizer.tokenLimit();
  }

  @Override
  public TokenizedText tokenize(String text) {
    return tokenizer.tokenize(text);
  }

  @Override
  public UnreadWords unread(String text) {
    return tokenizer.unread(text);
  }

  @Override
  public double brokenShare(TokenizedText tokens) {
    return tokenizer.brokenShare(tokens);
  }

  @Override
  public double foreignShare(TokenizedText tokens) {
    return tokenizer.foreignShare(tokens);
  }

  @Override
  public List<Embedding> encode(List<TokenizedText> batch) {
    float[] vectors = graphs.run(GRAPH, inputs(batch)).getFirst();
    int dimension = vectors.length / batch.size();
    List<Embedding> embeddings = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      embeddings.add(Embedding.of(Arrays.copyOfRange(vectors, i * dimension, (i + 1) * dimension)));
    }
    return embeddings;
  }

  private List<Tensor> inputs(List<TokenizedText> batch) {
    if (wholeRows) {
      return List.of(TokenBatch.of(batch, padId, tokenLimit()).ids());
    }
    TokenBatch texts = TokenBatch.of(batch, padId);
    return List.of(texts.ids(), texts.mask());
  }
}
