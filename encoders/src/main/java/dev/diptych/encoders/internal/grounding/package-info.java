/** From what an image-grounded encoder looked at to where the words of a text are in a picture. */
@NullMarked
package dev.diptych.encoders.internal.grounding;

import org.jspecify.annotations.NullMarked;
