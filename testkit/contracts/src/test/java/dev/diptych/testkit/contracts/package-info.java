/** The contracts, held against this product's implementations and against the fakes. */
@NullMarked
package dev.diptych.testkit.contracts;

import org.jspecify.annotations.NullMarked;
