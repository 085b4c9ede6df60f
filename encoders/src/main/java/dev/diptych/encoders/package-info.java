/**
 * Checkpoints become bundles, bundles become encoders. {@link dev.diptych.encoders.ModelStore} is
 * the front door: it imports, lists and finds bundles; {@link dev.diptych.encoders.Model} runs one.
 */
@NullMarked
package dev.diptych.encoders;

import org.jspecify.annotations.NullMarked;
