/**
 * The second stage: {@link dev.diptych.reranker.Reranker} orders candidates by the image-grounded
 * encoder.
 */
@NullMarked
package dev.diptych.reranker;

import org.jspecify.annotations.NullMarked;
