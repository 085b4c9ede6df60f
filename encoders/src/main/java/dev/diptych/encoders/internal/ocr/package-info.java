/**
 * Text in pictures, by models of the PP-OCR kind: one finds where it is (Liao et al. 2020,
 * Differentiable Binarization), one reads a line (CTC).
 */
@NullMarked
package dev.diptych.encoders.internal.ocr;

import org.jspecify.annotations.NullMarked;
