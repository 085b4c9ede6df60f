/** Which pictures look alike: a perceptual hash, and a closer look at two small pictures. */
@NullMarked
package dev.diptych.searcher.internal.duplicates;

import org.jspecify.annotations.NullMarked;
