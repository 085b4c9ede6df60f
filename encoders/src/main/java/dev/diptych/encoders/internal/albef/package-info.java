/**
 * ALBEF (Li et al. 2021), BLIP's predecessor, in the files of its authors: BLIP's vision tower, and
 * a BERT whose first half reads words alone (ITC) and whose second half looks at the picture (ITM).
 * TCL's checkpoints are of the same form. The towers are those of {@code internal.blip}.
 */
@NullMarked
package dev.diptych.encoders.internal.albef;

import org.jspecify.annotations.NullMarked;
