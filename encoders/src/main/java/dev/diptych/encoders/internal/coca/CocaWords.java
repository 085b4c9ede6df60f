package dev.diptych.encoders.internal.coca;

import dev.diptych.encoders.internal.captioning.CaptionWords;
import dev.diptych.encoders.internal.text.BytePairTokenizer;
import java.util.List;

/**
 * The tokens of CoCa's captions, which begin and end as every text does.
 *
 * @param tokenizer of the model
 * @param most tokens of a caption
 */
record CocaWords(BytePairTokenizer tokenizer, int most) implements CaptionWords {

  @Override
  public List<Integer> prompt(String words) {
    List<Integer> tokens = tokenizer.tokenize(words).ids();
    return tokens.subList(0, tokens.size() - 1);
  }

  @Override
  public String text(List<Integer> tokens) {
    return tokenizer.decode(tokens);
  }

  @Override
  public int endId() {
    return tokenizer.endId();
  }
}
