package dev.diptych.core;

/**
 * A point on the Earth, with a name where there is one.
 *
 * @param latitude degrees, north positive, [-90, 90]
 * @param longitude degrees, east positive, [-180, 180]
 * @param name what the file calls the place: town, region, country; empty where it says none
 */
public record Place(double latitude, double longitude, String name) {

  public Place {
    if (!isValid(latitude, longitude)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a place has a latitude from -90 to 90 and a longitude from -180 to 180, but was %s, %s"
              .formatted(latitude, longitude));
    }
  }

  /** {@return whether there is such a point} */
  public static boolean isValid(double latitude, double longitude) {
    return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180; // false for NaN
  }
}
