package dev.diptych.encoders.internal.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** SentencePiece's own files, which say what {@code tokenizer.json} says in a form of their own. */
public final class BareSentencePieces {

  private BareSentencePieces() {}

  /**
   * {@return why files that hold a SentencePiece model and no {@code tokenizer.json} are not
   * enough, and what to do; empty where there is none among them}
   *
   * @param names of files
   */
  public static Optional<String> among(Collection<String> names) {
    return names.stream()
        .filter(BareSentencePieces::isOne)
        .sorted()
        .findFirst()
        .map(
            name ->
                "%s is SentencePiece's own file, of which only the form of %s is read here: put the %s of the same vocabulary beside it (the English models of the first SigLIP share that of google/siglip-base-patch16-256)"
                    .formatted(name, TokenizerFiles.TOKENIZER_JSON, TokenizerFiles.TOKENIZER_JSON));
  }

  private static boolean isOne(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    return small.endsWith(".spm")
        || small.equals("spiece.model")
        || small.equals("tokenizer.model")
        || small.equals("sentencepiece.bpe.model");
  }
}
