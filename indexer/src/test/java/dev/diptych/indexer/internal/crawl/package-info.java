@NullMarked
package dev.diptych.indexer.internal.crawl;

import org.jspecify.annotations.NullMarked;
