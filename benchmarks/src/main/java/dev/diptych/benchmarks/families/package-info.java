/** What each family of models costs, at the sizes that its authors published. */
@NullMarked
package dev.diptych.benchmarks.families;

import org.jspecify.annotations.NullMarked;
