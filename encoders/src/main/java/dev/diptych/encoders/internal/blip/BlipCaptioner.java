package dev.diptych.encoders.internal.blip;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CaptionOptions;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.util.ArrayList;
import java.util.List;

/** The image-grounded decoder behind the public interface. */
final class BlipCaptioner implements Captioner {

  private final Graphs graphs;
  private final BlipConfig config;
  private final WordPieceTokenizer tokenizer;

  BlipCaptioner(Graphs graphs, BlipConfig config, WordPieceTokenizer tokenizer) {
    this.graphs = graphs;
    this.config = config;
    this.tokenizer = tokenizer;
  }

  @Override
  public String describe(PatchFeatures image, CaptionOptions options) {
    List<Integer> prompt = new ArrayList<>();
    prompt.add(config.text().decodeId());
    if (!options.prompt().isEmpty()) {
      List<Integer> words = tokenizer.tokenize(options.prompt()).ids();
      prompt.addAll(words.subList(1, words.size() - 1));
    }
    CaptionSearch search =
        new CaptionSearch(
            new CaptionDecoder(
                graphs,
                config.text(),
                Tensor.of(image.toArray(), 1, image.patches(), image.width())),
            config.text().separatorId(),
            options.beams(),
            Math.min(options.maxTokens(), config.text().positions()),
            options.minTokens(),
            options.lengthPenalty());
    List<Integer> caption = search.search(prompt);
    return tokenizer.decode(caption.subList(prompt.size(), caption.size()));
  }
}
