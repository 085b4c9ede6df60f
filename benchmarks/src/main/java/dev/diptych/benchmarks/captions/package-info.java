/** What captions that a model writes are worth, and how well wrong ones are found. */
@NullMarked
package dev.diptych.benchmarks.captions;

import org.jspecify.annotations.NullMarked;
