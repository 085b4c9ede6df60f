package dev.diptych.testkit.odd;

/** What is right to make of a file. */
public sealed interface Expectation {

  /**
   * It is a picture.
   *
   * @param picture what people see
   * @param tolerance how far a sample may be off on average, of 255
   * @param format whose library the system must have for it, as {@code doctor formats} names it;
   *     empty where none is needed
   */
  record Shown(Drawing picture, double tolerance, String format) implements Expectation {

    /** A picture that every machine reads. */
    public Shown(Drawing picture, double tolerance) {
      this(picture, tolerance, "");
    }
  }

  /**
   * It is skipped.
   *
   * @param reason a part of what is said of it
   */
  record Skipped(String reason) implements Expectation {}

  /** It holds captions of pictures, and is no source itself. */
  record Captions() implements Expectation {}

  /** It is not even counted. */
  record LeftOut() implements Expectation {}
}
