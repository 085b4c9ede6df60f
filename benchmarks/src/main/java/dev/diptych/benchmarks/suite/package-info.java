/** The command that runs sections and saves what they measured. */
@NullMarked
package dev.diptych.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
