package dev.diptych.encoders.internal.blip;

/** One way of letting text rows attend to a picture's patch features. */
interface CrossAttention {

  /**
   * Cross-attention of one layer, with residual and norm.
   *
   * @param index the layer
   * @param rows {@code [B,T,H]}; B may be 1 where the pictures are many
   * @return {@code [max(B,K),T,H]}
   */
  String apply(int index, String rows);
}
