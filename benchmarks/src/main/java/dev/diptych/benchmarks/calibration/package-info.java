/** How sure the embedded model's answers are, and the fit of its calibration. */
@NullMarked
package dev.diptych.benchmarks.calibration;

import org.jspecify.annotations.NullMarked;
