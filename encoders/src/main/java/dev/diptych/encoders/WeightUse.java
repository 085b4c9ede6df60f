package dev.diptych.encoders;

/** How a loaded model uses the weights in its bundle's file; its outputs are the same. */
public enum WeightUse {

  /**
   * Read where they lie, mapped from the file: a graph loads in the time it takes to read its
   * structure, and processes and graphs share one copy, which the system may drop and read again.
   * The engine then brings a weight into the processor's order in each call. An int8 model is
   * packed all the same: its bytes are few and quickly copied, and bringing them into order in each
   * call would take a good part of what they save.
   */
  MAPPED,

  /**
   * Copied into the processor's order when a graph is loaded, once for each graph that has them.
   * Pays where a process answers many queries and has the memory.
   */
  PACKED
}
