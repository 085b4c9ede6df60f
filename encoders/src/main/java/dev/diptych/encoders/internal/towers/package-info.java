/**
 * What families have in common that compare vectors of two towers: from a checkpoint folder to an
 * open model. Knows none of them.
 */
@NullMarked
package dev.diptych.encoders.internal.towers;

import org.jspecify.annotations.NullMarked;
