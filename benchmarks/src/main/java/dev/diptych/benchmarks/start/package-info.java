/** The time from a command to its first result. */
@NullMarked
package dev.diptych.benchmarks.start;

import org.jspecify.annotations.NullMarked;
