/** Text that is read in pictures. */
@NullMarked
package dev.diptych.indexer.internal.reading;

import org.jspecify.annotations.NullMarked;
