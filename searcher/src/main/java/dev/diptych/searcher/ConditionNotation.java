package dev.diptych.searcher;

import dev.diptych.core.Condition;
import dev.diptych.core.Condition.Oriented.Orientation;
import dev.diptych.core.Condition.Pixels.Side;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Modality;
import dev.diptych.core.PictureFormat;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How people write conditions, in the box ({@code tag:beach}), on the command line ({@code --filter
 * tag:beach}) and in requests alike.
 *
 * <table>
 * <caption>Keys and values</caption>
 * <tr><td>{@code folder}</td><td>{@code holiday}, {@code 2024/june}, {@code /photos/2024}, {@code holi*}</td></tr>
 * <tr><td>{@code source}</td><td>{@code cat.jpg}, {@code captions.csv*}, {@code img_*}</td></tr>
 * <tr><td>{@code tag}, {@code camera}</td><td>{@code beach}, {@code canon}</td></tr>
 * <tr><td>{@code taken}</td><td>{@link DateNotation}</td></tr>
 * <tr><td>{@code near}</td><td>{@code 47.37,8.54} (10 km around), {@code 47.37,8.54,500m}</td></tr>
 * <tr><td>{@code place}</td><td>{@code zurich} (10 km around), {@code "paris, US"}, {@code zurich,20km}</td></tr>
 * <tr><td>{@code width}, {@code height}</td><td>{@code 640}, {@code 1000..}, {@code ..500}, {@code 640..800}</td></tr>
 * <tr><td>{@code orientation}</td><td>{@code landscape}, {@code portrait}, {@code square}</td></tr>
 * <tr><td>{@code format}</td><td>{@code jpeg}, {@code png}, {@code heic}, ...</td></tr>
 * <tr><td>{@code has}</td><td>{@code caption}, {@code date}, {@code text}</td></tr>
 * <tr><td>{@code type}</td><td>{@code image}, {@code text}</td></tr>
 * </table>
 *
 * <p>Values with commas mean any of them, except after {@code near} and {@code place}: {@code
 * tag:beach,sea}.
 */
public final class ConditionNotation {

  private static final List<String> KEYS =
      List.of(
          "folder",
          "source",
          "tag",
          "camera",
          "taken",
          "near",
          "place",
          "width",
          "height",
          "orientation",
          "format",
          "has",
          "type");

  /** Keys whose values have commas of their own. */
  private static final Set<String> COMMAS_BELONG = Set.of("near", "place");

  private static final String NOT = "not ";

  private static final Pattern BOUNDS = Pattern.compile("([0-9]{0,6})\\.\\.([0-9]{0,6})");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

  private ConditionNotation() {}

  /** {@return whether this is a key, in any case} */
  public static boolean isKey(String key) {
    return KEYS.contains(key.toLowerCase(Locale.ROOT));
  }

  /** {@return all keys, for messages} */
  public static String keys() {
    return String.join(", ", KEYS);
  }

  /**
   * Reads {@code key:value}, or {@code -key:value} or {@code not key:value} for what is not to be
   * met; the value may stand in quotes.
   *
   * @param today the day from which {@code last 30 days} counts back
   * @throws DiptychException INVALID_REQUEST for an unknown key, or a value that its key does not
   *     take
   */
  public static Condition parse(String condition, LocalDate today) {
    String text = condition.strip();
    boolean dash = text.startsWith("-");
    boolean negative = dash || text.startsWith(NOT);
    String positive = negative ? text.substring(dash ? 1 : NOT.length()) : text;
    int colon = positive.indexOf(':');
    String key = colon < 0 ? "" : positive.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    if (!isKey(key)) {
      throw invalid(
          "a condition is one of %s, a colon and a value, such as tag:beach, but was \"%s\""
              .formatted(keys(), condition));
    }
    String value = positive.substring(colon + 1).strip();
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    Condition parsed =
        parse(key, quoted ? value.substring(1, value.length() - 1) : value, quoted, today);
    return negative ? new Condition.Not(parsed) : parsed;
  }

  /**
   * Reads the value of a key.
   *
   * @param key one of the keys, in lower case
   * @param quoted whether commas are part of the value
   */
  static Condition parse(String key, String value, boolean quoted, LocalDate today) {
    if (value.isBlank()) {
      throw invalid("%s needs a value, but it is empty".formatted(key));
    }
    if (quoted || COMMAS_BELONG.contains(key) || value.indexOf(',') < 0) {
      return one(key, value.strip(), today);
    }
    List<Condition> any = new ArrayList<>();
    for (String each : value.split(",", -1)) {
      if (!each.isBlank()) {
        any.add(one(key, each.strip(), today));
      }
    }
    if (any.isEmpty()) {
      throw invalid("%s needs a value, but there are only commas".formatted(key));
    }
    return any.size() == 1 ? any.getFirst() : new Condition.AnyOf(any);
  }

  private static Condition one(String key, String value, LocalDate today) {
    return switch (key) {
      case "folder" -> new Condition.Folder(value);
      case "source" -> new Condition.FromSource(value);
      case "tag" -> new Condition.Tag(value);
      case "camera" -> new Condition.Camera(value);
      case "taken" -> DateNotation.parse(value, today);
      case "near" -> PlaceNotation.near(value);
      case "place" -> PlaceNotation.town(value);
      case "width" -> pixels(Side.WIDTH, key, value);
      case "height" -> pixels(Side.HEIGHT, key, value);
      case "orientation" -> orientation(value);
      case "format" -> format(value);
      case "has" -> has(value);
      case "type" -> type(value);
      default -> throw invalid("there is no condition called %s".formatted(key));
    };
  }

  private static Condition pixels(Side side, String key, String value) {
    if (NUMBER.matcher(value).matches()) {
      int exact = Integer.parseInt(value);
      return new Condition.Pixels(side, exact, exact);
    }
    Matcher bounds = BOUNDS.matcher(value);
    if (!bounds.matches() || value.equals("..")) {
      throw invalid(
          "%s takes pixels, such as 640, 1000.. or 640..800, but was \"%s\"".formatted(key, value));
    }
    return new Condition.Pixels(
        side,
        bounds.group(1).isEmpty() ? 0 : Integer.parseInt(bounds.group(1)),
        bounds.group(2).isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(bounds.group(2)));
  }

  private static Condition orientation(String value) {
    for (Orientation orientation : Orientation.values()) {
      if (orientation.name().equals(value.toUpperCase(Locale.ROOT))) {
        return new Condition.Oriented(orientation);
      }
    }
    throw invalid(
        "orientation takes landscape, portrait or square, but was \"%s\"".formatted(value));
  }

  private static Condition format(String value) {
    Optional<PictureFormat> format = PictureFormat.named(value);
    return new Condition.OfFormat(
        format.orElseThrow(
            () ->
                invalid(
                    "format takes one of %s, but was \"%s\""
                        .formatted(PictureFormat.titles(), value))));
  }

  private static Condition has(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "caption" -> new Condition.HasCaption();
      case "date" -> new Condition.Taken(Optional.empty(), Optional.empty());
      case "text" -> new Condition.HasText();
      default -> throw invalid("has takes caption, date or text, but was \"%s\"".formatted(value));
    };
  }

  private static Condition type(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "image", "picture" -> new Condition.OfModality(Modality.IMAGE);
      case "text" -> new Condition.OfModality(Modality.TEXT);
      default -> throw invalid("type takes image or text, but was \"%s\"".formatted(value));
    };
  }

  static DiptychException invalid(String message) {
    return new DiptychException(ErrorCode.INVALID_REQUEST, message);
  }
}
