/** What people wait for at the search page. */
@NullMarked
package dev.diptych.benchmarks.page;

import org.jspecify.annotations.NullMarked;
