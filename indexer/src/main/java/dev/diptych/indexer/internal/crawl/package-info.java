/** Finds the files below the named paths, in an order that does not depend on the file system. */
@NullMarked
package dev.diptych.indexer.internal.crawl;

import org.jspecify.annotations.NullMarked;
