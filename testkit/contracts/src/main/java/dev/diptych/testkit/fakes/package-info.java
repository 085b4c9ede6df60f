/**
 * Models and indexes in memory for tests of what stands between them. They keep the contracts of
 * {@link dev.diptych.testkit.contracts} and fail on request.
 */
@NullMarked
package dev.diptych.testkit.fakes;

import org.jspecify.annotations.NullMarked;
