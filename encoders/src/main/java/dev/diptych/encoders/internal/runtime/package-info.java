/**
 * Running graphs: DJL over ONNX Runtime behind plain arrays and buffers, and the encoders made of
 * it.
 */
@NullMarked
package dev.diptych.encoders.internal.runtime;

import org.jspecify.annotations.NullMarked;
