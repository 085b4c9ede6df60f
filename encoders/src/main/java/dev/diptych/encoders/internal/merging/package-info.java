/** Fewer tokens for a picture: those that are alike become their mean. */
@NullMarked
package dev.diptych.encoders.internal.merging;

import org.jspecify.annotations.NullMarked;
