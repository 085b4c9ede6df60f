package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.internal.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The graphs {@code match-images} and {@code match-texts} behind the public interface, and those
 * for merged tokens, which read their counts besides: {@code ids, mask i64 [1 or K,T], features f32
 * [K or 1,P,W] -> logits f32 [K,2]}.
 */
public final class GraphMatchEncoder implements MatchEncoder {

  /** The graph of one text with many pictures. */
  public static final String IMAGES = "match-images";

  /** The graph of one picture with many texts. */
  public static final String TEXTS = "match-texts";

  /** What the names of the graphs end in that read merged tokens. */
  public static final String MERGED = "-merged";

  /** A text of which more tokens than this stand for nothing is not read. */
  private static final double MOSTLY = 0.5;

  private final Graphs graphs;
  private final Tokenizer tokenizer;
  private final int padId;

  /**
   * An encoder over the graphs of a bundle.
   *
   * @param tokenizer gives texts the first token that ITM reads
   * @param padId fills up short rows
   */
  public GraphMatchEncoder(Graphs graphs, Tokenizer tokenizer, int padId) {
    this.graphs = graphs;
    this.tokenizer = tokenizer;
    this.padId = padId;
  }

  @Override
  public int callsAtOnce() {
    return graphs.callsAtOnce();
  }

  @Override
  public TokenizedText tokenize(String text) {
    return tokenizer.tokenize(text);
  }

  @Override
  public boolean reads(String text) {
    return tokenizer.foreignShare(tokenizer.tokenize(text)) <= MOSTLY
        && !tokenizer.unread(text).all();
  }

  @Override
  public List<ItmScore> scoreImages(TokenizedText text, List<PatchFeatures> images) {
    return scores(run(graphs, IMAGES, TokenBatch.of(List.of(text), padId), images));
  }

  @Override
  public List<ItmScore> scoreTexts(PatchFeatures image, List<TokenizedText> texts) {
    return scores(run(graphs, TEXTS, TokenBatch.of(texts, padId), List.of(image)));
  }

  /**
   * Runs a match graph, or its variant for merged tokens where a picture's were merged.
   *
   * @return {@code f32 [K,2]}
   */
  public static float[] run(
      Graphs graphs, String graph, TokenBatch texts, List<PatchFeatures> images) {
    return outputs(graphs, graph, texts, images).getFirst();
  }

  /**
   * As {@link #run}, for graphs that say more than logits. {@return all outputs, in their order}
   */
  public static List<float[]> outputs(
      Graphs graphs, String graph, TokenBatch texts, List<PatchFeatures> images) {
    boolean merged = images.stream().anyMatch(PatchFeatures::merged);
    try (FeatureBatch features =
        FeatureBatch.of(images, graphs.precision(), merged, graphs.buffers())) {
      List<Tensor> inputs = new ArrayList<>(List.of(texts.ids(), texts.mask()));
      inputs.addAll(features.tensors());
      return graphs.run(merged ? graph + MERGED : graph, inputs);
    }
  }

  private static List<ItmScore> scores(float[] logits) {
    List<ItmScore> scores = new ArrayList<>();
    for (int i = 0; i < logits.length; i += 2) {
      scores.add(new ItmScore(logits[i], logits[i + 1]));
    }
    return scores;
  }
}
