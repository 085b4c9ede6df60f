/**
 * What models have in common that open_clip trained: its configuration and the names of tensors.
 */
@NullMarked
package dev.diptych.encoders.internal.openclip;

import org.jspecify.annotations.NullMarked;
