@NullMarked
package dev.diptych.indexer.internal.patterns;

import org.jspecify.annotations.NullMarked;
