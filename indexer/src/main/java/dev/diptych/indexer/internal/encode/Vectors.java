package dev.diptych.indexer.internal.encode;

import dev.diptych.core.Embedding;
import dev.diptych.core.PatchFeatures;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder says of one item.
 *
 * @param embedding {@code f32 [D]}, unit length
 * @param features {@code f32 [P,W]} of a picture, null for a text
 */
public record Vectors(Embedding embedding, @Nullable PatchFeatures features) {}
