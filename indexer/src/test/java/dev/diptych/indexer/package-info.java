@NullMarked
package dev.diptych.indexer;

import org.jspecify.annotations.NullMarked;
