@NullMarked
package dev.diptych.indexer.internal.items;

import org.jspecify.annotations.NullMarked;
