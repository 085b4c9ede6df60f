package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.ImportOptions.FirstToken;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.internal.checkpoint.BlipConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The image-grounded encoder behind the public interface: ITM reads {@code [ENC]} where ITC reads
 * {@code [CLS]}.
 */
final class BlipMatchEncoder implements MatchEncoder {

  private final Graphs graphs;
  private final BlipConfig config;
  private final FirstToken firstToken;

  BlipMatchEncoder(Graphs graphs, BlipConfig config, FirstToken firstToken) {
    this.firstToken = firstToken;
    this.graphs = graphs;
    this.config = config;
  }

  @Override
  public int callsAtOnce() {
    return graphs.callsAtOnce();
  }

  @Override
  public List<ItmScore> scoreImages(TokenizedText text, List<PatchFeatures> images) {
    return scores(graphs.matchImages(batch(List.of(text)), images));
  }

  @Override
  public List<ItmScore> scoreTexts(PatchFeatures image, List<TokenizedText> texts) {
    return scores(graphs.matchTexts(batch(texts), image));
  }

  private TokenBatch batch(List<TokenizedText> texts) {
    return TokenBatch.of(texts.stream().map(this::grounded).toList(), config.text().padId());
  }

  private TokenizedText grounded(TokenizedText text) {
    if (firstToken == FirstToken.CLS) {
      return text;
    }
    List<Integer> ids = new ArrayList<>(text.ids());
    ids.set(0, config.text().encodeId());
    return new TokenizedText(ids, text.truncated());
  }

  private static List<ItmScore> scores(float[] logits) {
    List<ItmScore> scores = new ArrayList<>();
    for (int i = 0; i < logits.length; i += 2) {
      scores.add(new ItmScore(logits[i], logits[i + 1]));
    }
    return scores;
  }
}
