/** Captions that a model writes of pictures, held against them before they are kept. */
@NullMarked
package dev.diptych.indexer.internal.captioning;

import org.jspecify.annotations.NullMarked;
