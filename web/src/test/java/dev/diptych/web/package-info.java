/** Tests of the API over HTTP and of the page in a browser. */
@NullMarked
package dev.diptych.web;

import org.jspecify.annotations.NullMarked;
