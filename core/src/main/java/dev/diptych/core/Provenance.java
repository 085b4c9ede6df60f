package dev.diptych.core;

/** Where the words of a text come from. */
public sealed interface Provenance {

  /** A person wrote them: a caption file, a table, a text beside a picture. */
  record Given() implements Provenance {}

  /** The picture's own file holds them. */
  record Embedded() implements Provenance {}

  /**
   * A model wrote them.
   *
   * @param model its name
   */
  record Generated(String model) implements Provenance {}
}
