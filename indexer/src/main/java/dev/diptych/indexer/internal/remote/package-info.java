/** Fetches pictures from addresses that strangers name. */
@NullMarked
package dev.diptych.indexer.internal.remote;

import org.jspecify.annotations.NullMarked;
