/** The picture half: what a picture costs from its file to its features. */
@NullMarked
package dev.diptych.benchmarks.tower;

import org.jspecify.annotations.NullMarked;
