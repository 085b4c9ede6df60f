/** How well and how quickly pictures that look alike are found. */
@NullMarked
package dev.diptych.benchmarks.duplicates;

import org.jspecify.annotations.NullMarked;
