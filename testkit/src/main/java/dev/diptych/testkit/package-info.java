/**
 * What tests of several modules share: {@link dev.diptych.testkit.Fixtures}, the reference data,
 * and {@link dev.diptych.testkit.Mount}, file systems that come and go.
 */
@NullMarked
package dev.diptych.testkit;

import org.jspecify.annotations.NullMarked;
