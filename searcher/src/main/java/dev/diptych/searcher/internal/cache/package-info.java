/** What was asked before: {@link dev.diptych.searcher.internal.cache.QueryCache}. */
@NullMarked
package dev.diptych.searcher.internal.cache;

import org.jspecify.annotations.NullMarked;
