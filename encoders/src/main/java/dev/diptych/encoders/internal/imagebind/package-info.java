/** ImageBind: its picture and its text tower. */
@NullMarked
package dev.diptych.encoders.internal.imagebind;

import org.jspecify.annotations.NullMarked;
