/**
 * CLIP (Radford et al. 2021), as Hugging Face's {@code CLIPModel} or open_clip lays it out: a ViT
 * and a causal transformer over byte pairs, compared by cosine.
 */
@NullMarked
package dev.diptych.encoders.internal.clip;

import org.jspecify.annotations.NullMarked;
