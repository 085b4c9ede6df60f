/**
 * CoCa: two towers whose picture half is read through a small set of learnt queries, in the layout
 * of open_clip.
 */
@NullMarked
package dev.diptych.encoders.internal.coca;

import org.jspecify.annotations.NullMarked;
