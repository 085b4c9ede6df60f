/** {@code diptych model}: what models there are, and where they come from. */
@NullMarked
package dev.diptych.cli.commands.model;

import org.jspecify.annotations.NullMarked;
