@NullMarked
package dev.diptych.indexer.internal.captions;

import org.jspecify.annotations.NullMarked;
