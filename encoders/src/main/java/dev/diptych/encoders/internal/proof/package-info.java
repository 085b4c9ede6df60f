/** Models held against what was published of them. */
@NullMarked
package dev.diptych.encoders.internal.proof;

import org.jspecify.annotations.NullMarked;
