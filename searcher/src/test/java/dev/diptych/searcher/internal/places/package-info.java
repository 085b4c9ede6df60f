@NullMarked
package dev.diptych.searcher.internal.places;

import org.jspecify.annotations.NullMarked;
