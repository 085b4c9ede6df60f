/**
 * SigLIP (Zhai et al. 2023) and SigLIP 2 (Tschannen et al. 2025) of fixed resolution, as Hugging
 * Face's {@code SiglipModel} lays them out: a ViT with an attention pooling head and a transformer
 * over sentence pieces, whose cosine becomes a probability by the model's own sigmoid.
 */
@NullMarked
package dev.diptych.encoders.internal.siglip;

import org.jspecify.annotations.NullMarked;
