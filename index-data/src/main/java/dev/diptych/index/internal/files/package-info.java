/** Which file lies where, what is in it byte for byte, and what goes wrong with it. */
@NullMarked
package dev.diptych.index.internal.files;

import org.jspecify.annotations.NullMarked;
