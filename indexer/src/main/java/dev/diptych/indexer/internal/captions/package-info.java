/** Reads texts out of sidecar, CSV and JSONL files, bad lines included. */
@NullMarked
package dev.diptych.indexer.internal.captions;

import org.jspecify.annotations.NullMarked;
