/** Writing captions with a decoder: beams, sampling, and many captions side by side. */
@NullMarked
package dev.diptych.encoders.internal.captioning;

import org.jspecify.annotations.NullMarked;
