package dev.diptych.core;

/** Where the words of a text come from. */
public sealed interface Provenance {

  /** A person wrote them: a caption file, a table, a text beside a picture. */
  record Given() implements Provenance {}

  /** The picture's own file holds them. */
  record Embedded() implements Provenance {}

  /**
   * A model wrote them of a picture, and a model with ITM found that they fit.
   *
   * @param model name of the one that wrote them
   * @param probability how likely words and picture belong together, in [0, 1], by the pair alone
   * @param picture content hash of the picture; words do not outlive it
   */
  record Generated(String model, double probability, String picture) implements Provenance {}
}
