/** Answers as people and scripts read them: tables, sentences, JSON. */
@NullMarked
package dev.diptych.cli.internal.presentation;

import org.jspecify.annotations.NullMarked;
