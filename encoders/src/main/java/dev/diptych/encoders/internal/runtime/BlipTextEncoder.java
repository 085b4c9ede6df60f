package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.Embedding;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.UnreadWords;
import dev.diptych.encoders.internal.checkpoint.BlipConfig;
import dev.diptych.encoders.internal.text.CaptionCleaning;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The text half of ITC behind the public interface. */
final class BlipTextEncoder implements TextEncoder {

  private final Graphs graphs;
  private final BlipConfig config;
  private final WordPieceTokenizer tokenizer;
  private final boolean cleanCaptions;

  BlipTextEncoder(
      Graphs graphs, BlipConfig config, WordPieceTokenizer tokenizer, boolean cleanCaptions) {
    this.cleanCaptions = cleanCaptions;
    this.graphs = graphs;
    this.config = config;
    this.tokenizer = tokenizer;
  }

  @Override
  public int tokenLimit() {
    return config.text().positions();
  }

  @Override
  public TokenizedText tokenize(String text) {
    if (!cleanCaptions) {
      return tokenizer.tokenize(text);
    }
    CaptionCleaning.Cleaned cleaned = CaptionCleaning.clean(text);
    TokenizedText tokens = tokenizer.tokenize(cleaned.text());
    return new TokenizedText(tokens.ids(), tokens.truncated() || cleaned.cut());
  }

  @Override
  public UnreadWords unread(String text) {
    return tokenizer.unread(text);
  }

  @Override
  public List<Embedding> encode(List<TokenizedText> batch) {
    float[] vectors = graphs.text(TokenBatch.of(batch, config.text().padId()));
    int dimension = config.joint();
    List<Embedding> embeddings = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      embeddings.add(Embedding.of(Arrays.copyOfRange(vectors, i * dimension, (i + 1) * dimension)));
    }
    return embeddings;
  }
}
