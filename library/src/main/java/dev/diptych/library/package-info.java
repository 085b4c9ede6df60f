/**
 * The front door for Java programs: {@link dev.diptych.library.Diptych} opens models and indexes,
 * brings an index up to date and searches it, and closes all of it in the right order.
 */
@NullMarked
package dev.diptych.library;

import org.jspecify.annotations.NullMarked;
