@NullMarked
package dev.diptych.index.internal.files;

import org.jspecify.annotations.NullMarked;
