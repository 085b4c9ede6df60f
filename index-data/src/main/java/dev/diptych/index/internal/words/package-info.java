/** Items by their words: looked for, completed, spelled. */
@NullMarked
package dev.diptych.index.internal.words;

import org.jspecify.annotations.NullMarked;
