@NullMarked
package dev.diptych.indexer.internal.remote;

import org.jspecify.annotations.NullMarked;
