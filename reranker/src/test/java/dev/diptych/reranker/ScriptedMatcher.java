package dev.diptych.reranker;

import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.TokenizedText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A match encoder whose match logit is the first number of a picture plus the second token of a
 * text. It keeps a clock that each pair moves on, and remembers its chunks.
 */
final class ScriptedMatcher implements MatchEncoder {

  @Override
  public TokenizedText tokenize(String text) {
    throw new UnsupportedOperationException("texts come as tokens here");
  }

  final List<Integer> chunkSizes = new ArrayList<>();
  final List<Float> seen = new ArrayList<>();
  final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000); // runs over, as nanoTime may
  long nanosPerPair = 1_000_000;

  static float logit(PatchFeatures image, TokenizedText text) {
    return image.toArray()[0] + text.ids().get(1);
  }

  @Override
  public List<ItmScore> scoreImages(TokenizedText text, List<PatchFeatures> images) {
    return score(images.stream().map(image -> logit(image, text)).toList());
  }

  @Override
  public List<ItmScore> scoreTexts(PatchFeatures image, List<TokenizedText> texts) {
    return score(texts.stream().map(text -> logit(image, text)).toList());
  }

  private synchronized List<ItmScore> score(List<Float> logits) {
    chunkSizes.add(logits.size());
    seen.addAll(logits);
    clock.addAndGet(nanosPerPair * logits.size());
    return logits.stream().map(match -> new ItmScore(0, match)).toList();
  }
}
