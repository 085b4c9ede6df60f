@NullMarked
package dev.diptych.index.internal.items;

import org.jspecify.annotations.NullMarked;
