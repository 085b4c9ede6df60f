package dev.diptych.encoders.internal.graph;

/** The two products of rearranged cross-attention with the patches of K pictures. */
public interface PatchProducts {

  /** How well each row fits each patch: {@code [1 or K,R,W] -> [K,R,P]}. */
  String scores(String wanted);

  /** Sums of patches with given shares: {@code [K,R,P] -> [K,R,W]}. */
  String weightedSums(String shares);
}
