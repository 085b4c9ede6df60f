/**
 * Pictures before the network: file bytes are recognised, decoded to upright RGB, resampled and
 * normalised. Not API: use {@link dev.diptych.encoders.ImageReader}.
 */
@NullMarked
package dev.diptych.encoders.internal.image;

import org.jspecify.annotations.NullMarked;
