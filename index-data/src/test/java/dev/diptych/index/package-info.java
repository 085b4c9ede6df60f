@NullMarked
package dev.diptych.index;

import org.jspecify.annotations.NullMarked;
