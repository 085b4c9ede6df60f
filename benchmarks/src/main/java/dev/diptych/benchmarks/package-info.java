/**
 * Measurements at the sizes of published checkpoints, with random weights where the published ones
 * cannot be had.
 */
@NullMarked
package dev.diptych.benchmarks;

import org.jspecify.annotations.NullMarked;
