/**
 * BLIP (Li et al. 2022): a ViT, a BERT that reads words alone (ITC) or together with a picture
 * (ITM), and a decoder that writes captions.
 *
 * <p>Shapes are written with B batch, S side, P patches, W vision width, T tokens, H text width, D
 * embedding, K candidates, h heads, d width of a head.
 */
@NullMarked
package dev.diptych.encoders.internal.blip;

import org.jspecify.annotations.NullMarked;
