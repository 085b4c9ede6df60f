package dev.diptych.index.internal.features;

/**
 * Where a feature record lies.
 *
 * @param chunk number of the chunk, from 1
 * @param offset of the record's first byte in the chunk
 */
public record FeatureLocator(int chunk, long offset) {}
