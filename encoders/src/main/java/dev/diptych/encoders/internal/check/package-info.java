/** Comparing outputs computed here with reference outputs. */
@NullMarked
package dev.diptych.encoders.internal.check;

import org.jspecify.annotations.NullMarked;
