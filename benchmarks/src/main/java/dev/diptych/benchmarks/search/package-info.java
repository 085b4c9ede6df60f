/** A search from words to reranked pictures. */
@NullMarked
package dev.diptych.benchmarks.search;

import org.jspecify.annotations.NullMarked;
