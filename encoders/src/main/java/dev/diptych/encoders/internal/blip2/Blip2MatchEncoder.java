package dev.diptych.encoders.internal.blip2;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.TokenBatch;
import dev.diptych.encoders.internal.text.Tokenizer;
import java.util.List;
import java.util.Optional;

/** The match graphs, which give the largest cosine of a picture's vectors besides the logits. */
final class Blip2MatchEncoder implements MatchEncoder {

  private final GraphMatchEncoder logits;
  private final Graphs graphs;
  private final int padId;

  Blip2MatchEncoder(Graphs graphs, Tokenizer tokenizer, int padId) {
    this.logits = new GraphMatchEncoder(graphs, tokenizer, padId);
    this.graphs = graphs;
    this.padId = padId;
  }

  @Override
  public int callsAtOnce() {
    return logits.callsAtOnce();
  }

  @Override
  public TokenizedText tokenize(String text) {
    return logits.tokenize(text);
  }

  @Override
  public boolean reads(String text) {
    return logits.reads(text);
  }

  @Override
  public List<ItmScore> scoreImages(TokenizedText text, List<PatchFeatures> images) {
    return logits.scoreImages(text, images);
  }

  @Override
  public List<ItmScore> scoreTexts(PatchFeatures image, List<TokenizedText> texts) {
    return logits.scoreTexts(image, texts);
  }

  @Override
  public Optional<ItcScore> cosine(TokenizedText text, PatchFeatures image) {
    List<float[]> outputs =
        GraphMatchEncoder.outputs(
            graphs, GraphMatchEncoder.IMAGES, TokenBatch.of(List.of(text), padId), List.of(image));
    return Optional.of(new ItcScore(outputs.getLast()[0]));
  }
}
