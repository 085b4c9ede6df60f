/** Decides what every found file is good for, and which known items merely moved. */
@NullMarked
package dev.diptych.indexer.internal.plan;

import org.jspecify.annotations.NullMarked;
