/**
 * A library of odd picture files such as people have, each with what is right to make of it: {@link
 * dev.diptych.testkit.odd.OddLibrary}. Files are written byte by byte here, so that a decoder is
 * held against the format and not against itself.
 */
@NullMarked
package dev.diptych.testkit.odd;

import org.jspecify.annotations.NullMarked;
