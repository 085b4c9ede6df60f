package dev.diptych.searcher;

import dev.diptych.core.Condition;
import dev.diptych.core.Place;
import dev.diptych.searcher.internal.places.Town;
import dev.diptych.searcher.internal.places.Towns;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How people write where a picture was taken: {@code 47.37,8.54,5km} for a point and a radius,
 * {@code zurich}, {@code "paris, US"} or {@code zurich,20km} for a town. Of several towns of one
 * name the largest is meant; a country, two letters, chooses among them.
 */
final class PlaceNotation {

  private static final double USUAL_RADIUS = 10_000;

  private static final int SUGGESTIONS = 3;

  private static final Pattern DISTANCE = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(km|m)");
  private static final Pattern POINT =
      Pattern.compile(
          "(-?[0-9]{1,3}(?:\\.[0-9]{1,12})?),(-?[0-9]{1,3}(?:\\.[0-9]{1,12})?)(?:,(.{1,32}))?");

  private PlaceNotation() {}

  /** Reads a point, and perhaps a radius. */
  static Condition near(String value) {
    Matcher point = POINT.matcher(value.replace(" ", ""));
    Optional<Double> radius =
        point.matches()
            ? Optional.ofNullable(point.group(3))
                .map(PlaceNotation::metres)
                .orElse(Optional.of(USUAL_RADIUS))
            : Optional.empty();
    if (radius.isEmpty()) {
      throw ConditionNotation.invalid(
          "near takes latitude,longitude and perhaps a radius, such as 47.37,8.54,5km, but was \"%s\""
              .formatted(value));
    }
    return new Condition.Near(
        new Place(Double.parseDouble(point.group(1)), Double.parseDouble(point.group(2)), ""),
        radius.get());
  }

  /** Reads the name of a town, and perhaps a country and a radius. */
  static Condition town(String value) {
    String name = value.strip();
    double radius = USUAL_RADIUS;
    String country = "";
    int comma = name.lastIndexOf(',');
    Optional<Double> metres = comma < 0 ? Optional.empty() : metres(name.substring(comma + 1));
    if (metres.isPresent()) {
      radius = metres.get();
      name = name.substring(0, comma);
      comma = name.lastIndexOf(',');
    }
    if (comma > 0 && name.substring(comma + 1).strip().length() == 2) {
      country = name.substring(comma + 1).strip().toUpperCase(Locale.ROOT);
      name = name.substring(0, comma);
    }
    Optional<Town> town = Towns.all().named(name, country);
    if (town.isEmpty()) {
      throw unknown(name.strip(), country);
    }
    return new Condition.Near(town.get().centre(), radius);
  }

  private static RuntimeException unknown(String name, String country) {
    List<String> alike = name.isEmpty() ? List.of() : Towns.all().beginning(name, SUGGESTIONS);
    return ConditionNotation.invalid(
        "place takes a town of 1,000 people or more, perhaps with country and radius, such as \"zurich, CH, 20km\", but \"%s\"%s is none of them; %s"
            .formatted(
                name,
                country.isEmpty() ? "" : " in " + country,
                alike.isEmpty()
                    ? "name a larger one nearby, or a point with near:47.37,8.54"
                    : "is it " + String.join(" or ", alike) + "?"));
  }

  private static Optional<Double> metres(String text) {
    Matcher distance = DISTANCE.matcher(text.strip());
    return distance.matches()
        ? Optional.of(
            Double.parseDouble(distance.group(1)) * (distance.group(2).equals("km") ? 1000 : 1))
        : Optional.empty();
  }
}
