/**
 * BEiT-3 for retrieval (Wang et al., CVPR 2023): one transformer whose every weight is there twice,
 * for pictures and for texts, so that it is two towers of one form.
 */
@NullMarked
package dev.diptych.encoders.internal.beit3;

import org.jspecify.annotations.NullMarked;
