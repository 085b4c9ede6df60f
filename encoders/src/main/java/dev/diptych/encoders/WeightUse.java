package dev.diptych.encoders;

/** How a loaded model uses the weights in its bundle's file; its outputs are the same. */
public enum WeightUse {

  /**
   * Read where they lie, mapped from the file: a graph loads in the time it takes to read its
   * structure, and processes and graphs share one copy, which the system may drop and read again.
   * The engine then brings a weight into the processor's order in each call.
   */
  MAPPED,

  /**
   * Copied into the processor's order when a graph is loaded, once for each graph that has them.
   * Pays where a process answers many queries and has the memory.
   */
  PACKED
}
