package dev.diptych.encoders.internal.vp8;

/**
 * By what the coefficients of a segment were divided: of each kind of block the mean's factor and
 * that of the others.
 */
record Quantiser(
    int lumaMean, int lumaRest, int meansMean, int meansRest, int chromaMean, int chromaRest) {

  /** The means of chroma stop earlier in the table than all others. */
  private static final int MOST_CHROMA_MEAN = 117;

  private static final int LEAST_MEANS_REST = 8;

  static Quantiser of(
      int index, int lumaMean, int meansMean, int meansRest, int chromaMean, int chromaRest) {
    return new Quantiser(
        Tables.dcFactor(index + lumaMean, Tables.MOST_INDEX),
        Tables.acFactor(index),
        2 * Tables.dcFactor(index + meansMean, Tables.MOST_INDEX),
        Math.max(LEAST_MEANS_REST, Tables.acFactor(index + meansRest) * 155 / 100),
        Tables.dcFactor(index + chromaMean, MOST_CHROMA_MEAN),
        Tables.acFactor(index + chromaRest));
  }
}
