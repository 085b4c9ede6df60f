/**
 * BLIP-2 for matching (Li et al., ICML 2023): a Q-Former, whose few queries look at a picture and
 * at the words of a text at once, over a large vision tower.
 */
@NullMarked
package dev.diptych.encoders.internal.blip2;

import org.jspecify.annotations.NullMarked;
