/** The Model Context Protocol over two streams, and what it offers of an index. */
@NullMarked
package dev.diptych.cli.internal.mcp;

import org.jspecify.annotations.NullMarked;
