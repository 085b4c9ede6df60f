/** What a model of lower precision loses, measured on scenes whose truth is known. */
@NullMarked
package dev.diptych.cli.internal.loss;

import org.jspecify.annotations.NullMarked;
