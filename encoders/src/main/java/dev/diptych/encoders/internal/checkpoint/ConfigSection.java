package dev.diptych.encoders.internal.checkpoint;

import com.google.errorprone.annotations.FormatMethod;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object in a {@code config.json}, or the whole of it. A field that is missing or null has
 * the default of the class that the file configures; one of a wrong kind is refused by name.
 * Immutable.
 */
public final class ConfigSection {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LARGEST = 1 << 20;

  private final String where;
  private final JsonNode node;

  private ConfigSection(String where, JsonNode node) {
    this.where = where;
    this.node = node;
  }

  /**
   * Parses a whole file.
   *
   * @param json the file's bytes
   * @throws DiptychException INVALID_CHECKPOINT when it is no JSON object
   */
  public static ConfigSection parse(byte[] json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "config.json is not valid JSON: %s; fetch the file again"
              .formatted(JsonProblem.describe(e)),
          e);
    }
    if (!root.isObject()) {
      throw refuse("config.json must hold a JSON object, but holds %s", root.getNodeType());
    }
    return new ConfigSection("config.json", root);
  }

  /** {@return an object in this one; an empty one where it is missing or null} */
  public ConfigSection section(String name) {
    JsonNode section = node.path(name);
    if (!absent(section) && !section.isObject()) {
      throw refuse("config.json: %s must be an object, but is %s", name, section.getNodeType());
    }
    return new ConfigSection(name, section);
  }

  /** {@return whether a field is there and holds an object} */
  public boolean holdsObject(String field) {
    return node.path(field).isObject();
  }

  /** {@return whether a field is there and holds an object that is not empty} */
  public boolean holdsFields(String field) {
    return node.path(field).isObject() && !node.path(field).isEmpty();
  }

  /** {@return whether a field is there, be it null} */
  public boolean has(String field) {
    return node.has(field);
  }

  /** {@return a field of a token id, of whatever range; empty where it is missing or null} */
  public OptionalInt tokenId(String field) {
    JsonNode number = node.path(field);
    if (absent(number)) {
      return OptionalInt.empty();
    }
    if (!number.isIntegralNumber() || !number.canConvertToInt()) {
      throw refuse("%s.%s must be a token id, but is %s", where, field, number);
    }
    return OptionalInt.of(number.intValue());
  }

  /** {@return a field of text} */
  public String text(String field, String fallback) {
    return node.path(field).stringValue(fallback);
  }

  /** {@return the first of the architectures that are named; empty where none is} */
  public String architecture() {
    JsonNode names = node.path("architectures");
    return names.isArray() && !names.isEmpty() ? names.get(0).stringValue("") : "";
  }

  /** {@return a field of a size, 1 to 2^20} */
  public int positive(String field, int fallback) {
    JsonNode number = node.path(field);
    if (absent(number)) {
      return fallback;
    }
    if (!number.isIntegralNumber()
        || !number.canConvertToInt()
        || number.intValue() < 1
        || number.intValue() > LARGEST) {
      throw refuse(
          "%s.%s must be a whole number from 1 to %s, but is %s", where, field, LARGEST, number);
    }
    return number.intValue();
  }

  /** {@return the epsilon of norms, 0 to 1} */
  public double epsilon(String field, double fallback) {
    JsonNode number = node.path(field);
    if (absent(number)) {
      return fallback;
    }
    double value = number.isNumber() ? number.doubleValue() : -1;
    if (!(value >= 0 && value < 1)) {
      throw refuse("%s.%s must be a number from 0 to 1, but is %s", where, field, number);
    }
    return value;
  }

  /** {@return a field that is true or false} */
  public boolean flag(String field, boolean fallback) {
    JsonNode flag = node.path(field);
    if (absent(flag)) {
      return fallback;
    }
    if (!flag.isBoolean()) {
      throw refuse("%s.%s must be true or false, but is %s", where, field, flag);
    }
    return flag.booleanValue();
  }

  /** {@return a field of three numbers above 0, for red, green and blue} */
  public List<Float> channels(String field, List<Float> fallback) {
    JsonNode numbers = node.path(field);
    if (absent(numbers)) {
      return fallback;
    }
    List<Float> channels = new ArrayList<>();
    for (JsonNode number : numbers) {
      float value = number.isNumber() ? number.floatValue() : 0;
      if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
        throw refuse("%s.%s must be three numbers above 0, but is %s", where, field, numbers);
      }
      channels.add(value);
    }
    if (!numbers.isArray() || channels.size() != 3) {
      throw refuse("%s.%s must be three numbers above 0, but is %s", where, field, numbers);
    }
    return channels;
  }

  /** Refuses one number that does not divide another. */
  public void requireDivides(String part, int divisor, String whole, int dividend) {
    if (dividend % divisor != 0) {
      throw refuse(
          "%s.%s must divide %s, but %s does not divide %s", where, part, whole, divisor, dividend);
    }
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /** {@return INVALID_CHECKPOINT with this message} */
  @FormatMethod
  public static DiptychException refuse(String message, Object... values) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT, String.format(Locale.ROOT, message, values));
  }
}
