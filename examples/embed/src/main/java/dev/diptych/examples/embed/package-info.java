/** A program that has Diptych inside. */
@NullMarked
package dev.diptych.examples.embed;

import org.jspecify.annotations.NullMarked;
