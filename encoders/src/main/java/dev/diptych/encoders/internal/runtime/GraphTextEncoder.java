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
 * [B,D]}.
 */
public final class GraphTextEncoder implements TextEncoder {

  /** The graph's name. */
  public static final String GRAPH = "text";

  private final Graphs graphs;
  private final Tokenizer tokenizer;
  private final int padId;

  /**
   * An encoder over the graphs of a bundle.
   *
   * @param padId fills up short rows
   */
  public GraphTextEncoder(Graphs graphs, Tokenizer tokenizer, int padId) {
    this.graphs = graphs;
    this.tokenizer = tokenizer;
    this.padId = padId;
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
    TokenBatch texts = TokenBatch.of(batch, padId);
    float[] vectors = graphs.run(GRAPH, List.of(texts.ids(), texts.mask())).getFirst();
    int dimension = vectors.length / batch.size();
    List<Embedding> embeddings = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      embeddings.add(Embedding.of(Arrays.copyOfRange(vectors, i * dimension, (i + 1) * dimension)));
    }
    return embeddings;
  }
}
