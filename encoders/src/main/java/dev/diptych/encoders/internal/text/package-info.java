/**
 * Texts before the network: words become WordPiece ids, and ids become words again. Not API: use
 * {@link dev.diptych.encoders.TextEncoder}.
 */
@NullMarked
package dev.diptych.encoders.internal.text;

import org.jspecify.annotations.NullMarked;
