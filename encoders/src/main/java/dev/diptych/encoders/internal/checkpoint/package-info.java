/**
 * Reading checkpoints as their authors publish them: configuration, tensors, and whether they fit
 * each other.
 */
@NullMarked
package dev.diptych.encoders.internal.checkpoint;

import org.jspecify.annotations.NullMarked;
