/**
 * The commands of {@code diptych}: each reads its options, asks the library and shows the answer.
 * {@link dev.diptych.cli.commands.CommandDispatcher} starts one.
 */
@NullMarked
package dev.diptych.cli.commands;

import org.jspecify.annotations.NullMarked;
