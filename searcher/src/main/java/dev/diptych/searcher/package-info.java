/**
 * Query in, ordered results out: {@link dev.diptych.searcher.SearchEngine} is the front door and
 * the main path.
 */
@NullMarked
package dev.diptych.searcher;

import org.jspecify.annotations.NullMarked;
