/** The first stage at scale: recall, time per query, build and bytes, beside hnswlib. */
@NullMarked
package dev.diptych.benchmarks.recall;

import org.jspecify.annotations.NullMarked;
