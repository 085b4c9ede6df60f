@NullMarked
package dev.diptych.evaluation;

import org.jspecify.annotations.NullMarked;
