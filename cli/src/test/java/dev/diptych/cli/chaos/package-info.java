/** Trials that try to break the packaged program: kills, full disks, damage, bombs, overload. */
@NullMarked
package dev.diptych.cli.chaos;

import org.jspecify.annotations.NullMarked;
