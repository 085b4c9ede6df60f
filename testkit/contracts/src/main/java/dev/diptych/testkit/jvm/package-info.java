/** What a test leaves behind in its JVM. */
@NullMarked
package dev.diptych.testkit.jvm;

import org.jspecify.annotations.NullMarked;
