@NullMarked
package dev.diptych.indexer.internal.encode;

import org.jspecify.annotations.NullMarked;
