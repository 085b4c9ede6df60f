/** Tells files that are gone from files whose disk is not there. */
@NullMarked
package dev.diptych.indexer.internal.presence;

import org.jspecify.annotations.NullMarked;
