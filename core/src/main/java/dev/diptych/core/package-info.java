/**
 * The vocabulary every module shares: items, scores, features and errors. Depends on the JDK alone.
 */
@NullMarked
package dev.diptych.core;

import org.jspecify.annotations.NullMarked;
