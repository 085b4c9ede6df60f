package dev.diptych.encoders.internal.graph;

/** What lies between the two layers of a transformer's feed-forward part. */
public enum Activation {
  /** {@code x·sigmoid(1.702·x)}, as OpenAI trained CLIP. */
  QUICK_GELU,
  /** The exact one, by erf, as LAION and others trained. */
  GELU,
  /** {@code x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2}, as SigLIP was trained. */
  TANH_GELU
}
