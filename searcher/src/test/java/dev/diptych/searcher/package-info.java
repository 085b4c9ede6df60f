@NullMarked
package dev.diptych.searcher;

import org.jspecify.annotations.NullMarked;
