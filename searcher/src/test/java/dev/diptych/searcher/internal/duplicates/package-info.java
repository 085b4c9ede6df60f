@NullMarked
package dev.diptych.searcher.internal.duplicates;

import org.jspecify.annotations.NullMarked;
