/**
 * The {@code diptych} command and the only place where the modules are put together: {@link
 * dev.diptych.cli.Main} is the front door.
 */
@NullMarked
package dev.diptych.cli;

import org.jspecify.annotations.NullMarked;
