/** The chunks of patch features: appending, reading, checking. */
@NullMarked
package dev.diptych.index.internal.features;

import org.jspecify.annotations.NullMarked;
