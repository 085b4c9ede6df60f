/** Small JSON files. */
@NullMarked
package dev.diptych.encoders.internal.json;

import org.jspecify.annotations.NullMarked;
