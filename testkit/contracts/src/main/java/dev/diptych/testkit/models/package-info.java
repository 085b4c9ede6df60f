/** The embedded model, ready for tests. */
@NullMarked
package dev.diptych.testkit.models;

import org.jspecify.annotations.NullMarked;
