/**
 * Building ONNX graphs in Java: one class per graph of a bundle, all sharing one file of weights.
 *
 * <p>Shapes are written with B batch, S side, P patches, W vision width, T tokens, H text width, D
 * embedding, K candidates, h heads, d width of a head.
 */
@NullMarked
package dev.diptych.encoders.internal.graph;

import org.jspecify.annotations.NullMarked;
