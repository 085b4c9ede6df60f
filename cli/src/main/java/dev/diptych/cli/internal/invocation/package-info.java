/** One start of the program: what it is given, how it is stopped, how it ends. */
@NullMarked
package dev.diptych.cli.internal.invocation;

import org.jspecify.annotations.NullMarked;
