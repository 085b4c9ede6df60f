/**
 * Everything on disk: items, vectors, patch features, thumbnails. {@link
 * dev.diptych.index.IndexFolder} is the front door; it hands out the one {@link
 * dev.diptych.index.ItemWriter} and any number of {@link dev.diptych.index.ItemReader}s.
 */
@NullMarked
package dev.diptych.index;

import org.jspecify.annotations.NullMarked;
