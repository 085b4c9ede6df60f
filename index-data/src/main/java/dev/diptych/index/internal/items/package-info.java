/** Items as Lucene documents, and those that are written and not committed yet. */
@NullMarked
package dev.diptych.index.internal.items;

import org.jspecify.annotations.NullMarked;
