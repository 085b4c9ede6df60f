/** One generation, its commits, and the reader, the writer and the checks over them. */
@NullMarked
package dev.diptych.index.internal.generation;

import org.jspecify.annotations.NullMarked;
