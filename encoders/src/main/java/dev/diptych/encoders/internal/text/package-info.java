/** Text before the network: WordPiece by Hugging Face's tokenizers. */
@NullMarked
package dev.diptych.encoders.internal.text;

import org.jspecify.annotations.NullMarked;
