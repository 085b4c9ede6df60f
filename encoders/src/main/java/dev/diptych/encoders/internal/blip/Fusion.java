package dev.diptych.encoders.internal.blip;

/**
 * How one text tower serves both ITC and ITM.
 *
 * @param first the first layer that looks at the picture; those before it read the words alone. 0
 *     where all do, and ITC runs all of them without looking
 * @param tokenTypes whether every word gets the vector of its segment, of which there is one
 */
public record Fusion(int first, boolean tokenTypes) {

  /** BLIP's: every layer looks at the picture. */
  public static final Fusion EVERY_LAYER = new Fusion(0, false);

  /** {@return how many layers ITC runs, of all there are} */
  int textLayers(int layers) {
    return first == 0 ? layers : first;
  }

  /** {@return how many layers look at the picture, of all there are} */
  public int lookingLayers(int layers) {
    return layers - first;
  }
}
