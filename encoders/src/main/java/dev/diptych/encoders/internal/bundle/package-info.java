/**
 * Bundles on disk: built once from a checkpoint folder, found again by fingerprint, published whole
 * or not at all.
 */
@NullMarked
package dev.diptych.encoders.internal.bundle;

import org.jspecify.annotations.NullMarked;
