package dev.diptych.encoders.internal.grounding;

import java.util.List;

/** How far looks are from each other. */
final class Divergence {

  private Divergence() {}

  /** Jensen-Shannon divergence of two looks, times the share of them that falls on patches. */
  static double onPatches(float[] a, float[] b) {
    float[] p = Weights.normalized(a);
    float[] q = Weights.normalized(b);
    double divergence = 0;
    for (int i = 0; i < p.length; i++) {
      double mean = ((double) p[i] + q[i]) / 2;
      divergence += part(p[i], mean) + part(q[i], mean);
    }
    return divergence / 2 * (total(a) + total(b)) / 2;
  }

  private static double part(double p, double mean) {
    return p > 0 ? p * Math.log(p / mean) : 0;
  }

  /** {@return how much of two looks is in common, of the share of the first on patches} */
  static double overlap(float[] look, float[] place) {
    float[] shares = Weights.normalized(look);
    double common = 0;
    for (int i = 0; i < shares.length; i++) {
      common += Math.min(shares[i], place[i]);
    }
    return common * total(look);
  }

  /** {@return how much of a look is at none of these places, of its share on patches} */
  static double beside(float[] look, List<float[]> places) {
    float[] shares = Weights.normalized(look);
    double beside = 0;
    for (int i = 0; i < shares.length; i++) {
      double there = 0;
      for (float[] place : places) {
        there += place[i];
      }
      beside += Math.max(0, shares[i] - there);
    }
    return beside * total(look);
  }

  private static double total(float[] look) {
    double total = 0;
    for (float share : look) {
      total += share;
    }
    return total;
  }
}
