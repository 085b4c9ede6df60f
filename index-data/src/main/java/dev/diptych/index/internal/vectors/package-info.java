/** The nearest vectors: quantised, in graphs or one by one, and how segments are merged. */
@NullMarked
package dev.diptych.index.internal.vectors;

import org.jspecify.annotations.NullMarked;
