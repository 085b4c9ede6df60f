/**
 * What must hold of every implementation: of an index's {@link
 * dev.diptych.testkit.contracts.ItemWriterContract writer} and {@link
 * dev.diptych.testkit.contracts.ItemReaderContract reader}, and of a {@link
 * dev.diptych.testkit.contracts.ModelContract model}. A new one, a store on another machine for
 * example, extends the suites before anything else.
 */
@NullMarked
package dev.diptych.testkit.contracts;

import org.jspecify.annotations.NullMarked;
