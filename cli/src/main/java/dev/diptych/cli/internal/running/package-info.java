/** Work that takes long: indexing and serving, and how both are stopped. */
@NullMarked
package dev.diptych.cli.internal.running;

import org.jspecify.annotations.NullMarked;
