/**
 * The REST API and the search page: {@link dev.diptych.web.WebServer} is the front door. Requests
 * become {@link dev.diptych.searcher.SearchRequest}s, answers become JSON records, errors become
 * problem+json; nothing else happens here.
 */
@NullMarked
package dev.diptych.web;

import org.jspecify.annotations.NullMarked;
