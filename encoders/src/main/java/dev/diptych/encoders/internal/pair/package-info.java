/** Two models as one: vectors of the first, patch features and match scores of the second. */
@NullMarked
package dev.diptych.encoders.internal.pair;

import org.jspecify.annotations.NullMarked;
