package dev.diptych.encoders.internal.text;

/** What models are given of a text around its sentence pieces. */
public enum SentencePieceStyle {
  /** SigLIP's: small letters, an end, no beginning; of unigram pieces no punctuation. */
  SIGLIP,
  /** XLM-RoBERTa's: a text as it is, a mark at both ends, and four ids that never differ. */
  XLM_ROBERTA
}
