/** The second stage: what a pair costs. */
@NullMarked
package dev.diptych.benchmarks.match;

import org.jspecify.annotations.NullMarked;
