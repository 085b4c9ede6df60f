/**
 * Names of towns and where they are, without a network. {@code places.tsv.gz} holds those of
 * GeoNames' cities500 (geonames.org, CC BY 4.0) with a population of 1,000 or more, quarters of
 * towns (feature code PPLX) left out: name, country, latitude, longitude, population, and other
 * names (of towns of 100,000 and more all that GeoNames has), one town a line, from south to north.
 */
@NullMarked
package dev.diptych.searcher.internal.places;

import org.jspecify.annotations.NullMarked;
