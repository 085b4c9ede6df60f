package dev.diptych.encoders.internal.grounding;

import dev.diptych.core.ItmScore;
import java.util.Arrays;

/**
 * What an image-grounded encoder looked at while it read one text with one picture. The patches are
 * those behind the class token, row by row.
 */
public final class Looks {

  private final ItmScore itm;
  private final int layers;
  private final int heads;
  private final int tokens;
  private final int patches;
  private final float[] attentions;
  private final float[] contributions;
  private final float[] rows;

  /**
   * What a graph gave; the arrays are kept.
   *
   * @param tokens T
   * @param patches P, the class token included
   * @param attentions {@code f32 [L,h,T,P]}
   * @param contributions {@code f32 [L,T,P]}
   * @param rows what the last layer makes of each token, {@code f32 [T,H]}
   */
  public Looks(
      ItmScore itm,
      int tokens,
      int patches,
      float[] attentions,
      float[] contributions,
      float[] rows) {
    this.itm = itm;
    this.tokens = tokens;
    this.patches = patches;
    this.layers = contributions.length / (tokens * patches);
    this.heads = attentions.length / contributions.length;
    this.attentions = attentions;
    this.contributions = contributions;
    this.rows = rows;
  }

  /** {@return the score of the pair} */
  public ItmScore itm() {
    return itm;
  }

  /** {@return how many layers were looked through, L} */
  public int layers() {
    return layers;
  }

  /** {@return heads of a layer, h} */
  public int heads() {
    return heads;
  }

  /** {@return patches without the class token, P - 1} */
  public int places() {
    return patches - 1;
  }

  /** {@return what a head's look gives each patch, of 1 with the class token, {@code f32 [P-1]}} */
  public float[] attention(int layer, int head, int token) {
    return row(attentions, (layer * heads + head) * tokens + token);
  }

  /** {@return how much each patch moves a token in a layer, {@code f32 [P-1]}} */
  public float[] contribution(int layer, int token) {
    return row(contributions, layer * tokens + token);
  }

  /** {@return what the last layer makes of a token, {@code f32 [H]}} */
  public float[] row(int token) {
    int width = rows.length / tokens;
    return Arrays.copyOfRange(rows, token * width, (token + 1) * width);
  }

  private float[] row(float[] all, int index) {
    float[] row = new float[patches - 1];
    System.arraycopy(all, index * patches + 1, row, 0, row.length);
    return row;
  }
}
