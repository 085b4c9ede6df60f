/**
 * EDJE (Efficient Discriminative Joint Encoder; Keidar et al., ICLR 2026): a reranker that reads a
 * few stored tokens of a picture together with the words of a text, over the tower of a SigLIP 2.
 */
@NullMarked
package dev.diptych.encoders.internal.edje;

import org.jspecify.annotations.NullMarked;
