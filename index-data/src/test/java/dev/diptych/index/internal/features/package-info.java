@NullMarked
package dev.diptych.index.internal.features;

import org.jspecify.annotations.NullMarked;
