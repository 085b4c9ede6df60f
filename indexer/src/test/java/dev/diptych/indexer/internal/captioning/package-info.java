@NullMarked
package dev.diptych.indexer.internal.captioning;

import org.jspecify.annotations.NullMarked;
