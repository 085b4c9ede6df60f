package dev.diptych.encoders;

import dev.diptych.core.Embedding;
import dev.diptych.core.PatchFeatures;

/**
 * What the vision tower says of one picture.
 *
 * @param vector where it lies in the joint space, {@code f32 [Q,D]}, unit length; Q is 1 of most
 *     models
 * @param features its tokens after the last norm, {@code f32 [P,W]}
 */
public record ImageEncoding(Embedding vector, PatchFeatures features) {}
