package dev.diptych.indexer.internal.items;

import dev.diptych.core.Embedding;

/**
 * A caption that a model wrote of a picture, to be kept.
 *
 * @param words the caption
 * @param probability how likely it fits, in [0, 1]
 * @param vector {@code f32 [D]}
 */
public record NewCaption(String words, double probability, Embedding vector) {}
