/** Sources become vectors: read, decode, preprocess, encode, in stages joined by bounded queues. */
@NullMarked
package dev.diptych.indexer.internal.encode;

import org.jspecify.annotations.NullMarked;
