package dev.diptych.searcher.internal.places;

import dev.diptych.core.Place;

/**
 * A town.
 *
 * @param centre where it is; its name is the town's own, {@code Zürich}
 * @param country two letters, ISO 3166: {@code CH}
 * @param population how many people live there
 */
public record Town(Place centre, String country, int population) {

  /** {@return the name that tells it from most others: {@code Zürich, CH}} */
  public String title() {
    return centre.name() + ", " + country;
  }
}
