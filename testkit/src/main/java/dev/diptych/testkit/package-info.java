/**
 * What tests of several modules share: {@link dev.diptych.testkit.Fixtures}, the reference data.
 */
@NullMarked
package dev.diptych.testkit;

import org.jspecify.annotations.NullMarked;
