/** What the second stage gains, and what cheaper ways to run it lose. */
@NullMarked
package dev.diptych.benchmarks.quality;

import org.jspecify.annotations.NullMarked;
