@NullMarked
package dev.diptych.reranker;

import org.jspecify.annotations.NullMarked;
