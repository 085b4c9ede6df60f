package dev.diptych.index;

import dev.diptych.core.ModelFingerprint;

/**
 * What an index is made for; fixed for the life of a generation and checked at every opening.
 *
 * @param model fingerprint of the model whose vectors it holds
 * @param modelName the model's name, for people
 * @param dimension D of the vectors, 1 to 4096
 * @param patches P of the patch features
 * @param width W of the patch features
 * @param features how patch features are stored
 */
public record IndexSpec(
    ModelFingerprint model,
    String modelName,
    int dimension,
    int patches,
    int width,
    FeatureFormat features) {}
