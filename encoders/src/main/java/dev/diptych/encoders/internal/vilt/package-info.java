/**
 * ViLT (Kim et al., ICML 2021): one transformer over the words of a text and the patches of a
 * picture, which have passed no tower before.
 */
@NullMarked
package dev.diptych.encoders.internal.vilt;

import org.jspecify.annotations.NullMarked;
