/**
 * Folders, single files, CSV and JSONL become items of an index. {@link
 * dev.diptych.indexer.IndexingRun} is the front door; what it did with every source is told by
 * {@link dev.diptych.indexer.IndexingReport}.
 */
@NullMarked
package dev.diptych.indexer;

import org.jspecify.annotations.NullMarked;
