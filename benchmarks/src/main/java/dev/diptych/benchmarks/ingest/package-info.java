/** Indexing: what it costs beyond the encoder. */
@NullMarked
package dev.diptych.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
