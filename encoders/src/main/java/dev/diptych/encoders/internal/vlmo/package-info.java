/**
 * VLMo for retrieval (Bao et al., NeurIPS 2022): one transformer whose attention pictures and texts
 * share, with feed-forward parts of their own, and a pass over both together.
 */
@NullMarked
package dev.diptych.encoders.internal.vlmo;

import org.jspecify.annotations.NullMarked;
