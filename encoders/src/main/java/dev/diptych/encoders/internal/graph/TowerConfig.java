package dev.diptych.encoders.internal.graph;

/**
 * The sizes of one transformer.
 *
 * @param hidden width
 * @param layers number of layers
 * @param heads attention heads; divide the width
 * @param intermediate width of the feed-forward part
 * @param activation of the feed-forward part
 * @param layerNormEps epsilon of all norms
 */
public record TowerConfig(
    int hidden,
    int layers,
    int heads,
    int intermediate,
    Activation activation,
    double layerNormEps) {}
