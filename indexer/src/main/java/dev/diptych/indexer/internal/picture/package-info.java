/** Looks at a file's bytes: what they are, which content they have. */
@NullMarked
package dev.diptych.indexer.internal.picture;

import org.jspecify.annotations.NullMarked;
