package dev.diptych.indexer.internal.patterns;

/**
 * Matching with parts that take any number of elements. Only the last such part is ever tried
 * again, so the time is the product of both lengths at most, whatever the pattern.
 */
final class Wildcards {

  private Wildcards() {}

  /** A pattern against something, by their indexes. */
  interface Pairing {

    /** {@return whether this part takes any number of elements} */
    boolean isAny(int part);

    /** {@return whether this part takes this one element} */
    boolean takes(int part, int element);
  }

  /** {@return whether all parts together take all elements} */
  static boolean match(int parts, int elements, Pairing pairing) {
    int part = 0;
    int element = 0;
    int any = -1;
    int takenByAny = 0;
    while (element < elements) {
      if (part < parts && pairing.isAny(part)) {
        any = part++;
        takenByAny = element;
      } else if (part < parts && pairing.takes(part, element)) {
        part++;
        element++;
      } else if (any >= 0) {
        part = any + 1;
        element = ++takenByAny;
      } else {
        return false;
      }
    }
    while (part < parts && pairing.isAny(part)) {
      part++;
    }
    return part == parts;
  }
}
