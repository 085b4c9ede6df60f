package dev.diptych.encoders.internal.siglip;

import dev.diptych.encoders.internal.family.SigmoidScoring;

/**
 * The effective configuration of a SigLIP checkpoint: its sizes, and what turns a cosine into a
 * probability.
 *
 * @param sizes of both towers
 * @param scale what a cosine is multiplied by; above 0
 * @param bias what is added then, which gives a logit
 */
record SiglipConfig(SiglipSizes sizes, double scale, double bias) {

  SigmoidScoring scoring() {
    return new SigmoidScoring(scale, bias);
  }
}
