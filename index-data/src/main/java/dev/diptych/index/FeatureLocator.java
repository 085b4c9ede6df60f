package dev.diptych.index;

/**
 * Where a feature record lies.
 *
 * @param chunk number of the chunk, from 1
 * @param offset of the record's first byte in the chunk
 */
record FeatureLocator(int chunk, long offset) {}
