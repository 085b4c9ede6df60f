/** Reads tar archives of samples where they lie. */
@NullMarked
package dev.diptych.indexer.internal.tar;

import org.jspecify.annotations.NullMarked;
