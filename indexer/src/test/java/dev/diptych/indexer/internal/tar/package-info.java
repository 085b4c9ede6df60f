@NullMarked
package dev.diptych.indexer.internal.tar;

import org.jspecify.annotations.NullMarked;
