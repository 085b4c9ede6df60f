package dev.diptych.encoders.internal.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** SentencePiece's own files, which say what {@code tokenizer.json} says in a form of their own. */
public final class BareSentencePieces {

  private BareSentencePieces() {}

  /**
   * {@return how to make {@code tokenizer.json} of such a file, for models that read texts as
   * XLM-RoBERTa does}
   *
   * @param names of files, among which it is looked for
   */
  static String conversion(Collection<String> names) {
    String file =
        names.stream().filter(BareSentencePieces::isOne).sorted().findFirst().orElse("beit3.spm");
    return "its authors publish SentencePiece's own file alone: make %s of it once, in this folder, by pip install \"transformers<5\" sentencepiece protobuf and python -c \"from transformers import XLMRobertaTokenizerFast as T; T('%s').save_pretrained('.')\""
        .formatted(TokenizerFiles.TOKENIZER_JSON, file);
  }

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
