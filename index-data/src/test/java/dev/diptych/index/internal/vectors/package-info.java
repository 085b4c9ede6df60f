@NullMarked
package dev.diptych.index.internal.vectors;

import org.jspecify.annotations.NullMarked;
