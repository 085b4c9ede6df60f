package dev.diptych.encoders.internal.blip;

import dev.diptych.encoders.internal.blip.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.captioning.CaptionDecoder;
import dev.diptych.encoders.internal.captioning.CaptionWords;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of BLIP's captions, which start with {@code [DEC]} and end with {@code [SEP]}.
 *
 * @param config of the decoder
 * @param tokenizer of the model
 */
record BlipWords(TextConfig config, WordPieceTokenizer tokenizer) implements CaptionWords {

  /** {@return the sizes of the decoder} */
  static CaptionDecoder.Shape shape(TextConfig config) {
    return new CaptionDecoder.Shape(
        config.layers(), config.heads(), config.hidden() / config.heads(), config.vocabulary());
  }

  @Override
  public List<Integer> prompt(String words) {
    List<Integer> prompt = new ArrayList<>();
    prompt.add(config.decodeId());
    if (!words.isEmpty()) {
      List<Integer> tokens = tokenizer.tokenize(words).ids();
      prompt.addAll(tokens.subList(1, tokens.size() - 1));
    }
    return prompt;
  }

  @Override
  public String text(List<Integer> tokens) {
    return tokenizer.decode(tokens);
  }

  @Override
  public int endId() {
    return config.separatorId();
  }

  @Override
  public int most() {
    return config.positions();
  }
}
