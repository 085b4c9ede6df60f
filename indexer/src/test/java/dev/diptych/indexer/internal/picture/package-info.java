@NullMarked
package dev.diptych.indexer.internal.picture;

import org.jspecify.annotations.NullMarked;
