/**
 * What a family of models is to the rest: the one interface by which checkpoints of any
 * architecture become bundles and models.
 */
@NullMarked
package dev.diptych.encoders.internal.family;

import org.jspecify.annotations.NullMarked;
