/** Options that several commands have in common, and how their values are read. */
@NullMarked
package dev.diptych.cli.internal.options;

import org.jspecify.annotations.NullMarked;
