package dev.diptych.searcher;

/** Which part of the first stage found a result. */
public enum FoundBy {
  /** Its vector is near to the query's. */
  VECTOR,
  /** Its words are the query's: captions, tags, titles, names of files and folders. */
  WORDS,
  /** Both. */
  BOTH
}
