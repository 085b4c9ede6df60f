/** Pictures among the text of a terminal that can show them. */
@NullMarked
package dev.diptych.cli.internal.thumbnails;

import org.jspecify.annotations.NullMarked;
