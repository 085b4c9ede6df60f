/** Steps that take microseconds, measured with JMH. */
@NullMarked
package dev.diptych.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
