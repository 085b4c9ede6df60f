/** What stands between the commands and a terminal: streams, widths, tables, progress. */
@NullMarked
package dev.diptych.cli.internal.terminal;

import org.jspecify.annotations.NullMarked;
