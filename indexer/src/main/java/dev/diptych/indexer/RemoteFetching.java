package dev.diptych.indexer;

/** Whether a run fetches pictures that caption files name by their address. */
public enum RemoteFetching {
  /** Nothing is fetched. What the index has of such pictures stays as long as their rows do. */
  OFF,
  /** What the index does not have yet. */
  NEW,
  /** All, also what the index has; servers that can tell send only what has changed. */
  ALL
}
