/** The items a run starts from, and the one place where it changes them. */
@NullMarked
package dev.diptych.indexer.internal.items;

import org.jspecify.annotations.NullMarked;
