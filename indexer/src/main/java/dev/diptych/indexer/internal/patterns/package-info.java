/** Patterns of names, as {@code .gitignore} has them. Knows no file system. */
@NullMarked
package dev.diptych.indexer.internal.patterns;

import org.jspecify.annotations.NullMarked;
