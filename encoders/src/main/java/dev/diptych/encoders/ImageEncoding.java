package dev.diptych.encoders;

import dev.diptych.core.Embedding;
import dev.diptych.core.PatchFeatures;

/**
 * What the vision tower says of one picture.
 *
 * @param vector its point in the joint space, {@code f32 [D]}, unit length
 * @param features its tokens after the last norm, {@code f32 [P,W]}
 */
public record ImageEncoding(Embedding vector, PatchFeatures features) {}
