package dev.diptych.cli.internal.mcp;

import dev.diptych.cli.internal.mcp.Tool.Argument;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The arguments of one call, checked against what the tool takes. */
final class Arguments {

  private final JsonNode given;

  private Arguments(JsonNode given) {
    this.given = given;
  }

  /**
   * Checks arguments.
   *
   * @throws McpFault INVALID_PARAMS where one is missing, unknown or of another type
   */
  static Arguments of(List<Argument> known, JsonNode given) {
    JsonNode object = given.isMissingNode() || given.isNull() ? empty() : given;
    if (!object.isObject()) {
      throw new McpFault(McpFault.INVALID_PARAMS, "arguments must be an object");
    }
    for (String name : object.propertyNames()) {
      if (known.stream().noneMatch(argument -> argument.name().equals(name))) {
        throw new McpFault(
            McpFault.INVALID_PARAMS,
            "there is no argument \"%s\"; known are: %s"
                .formatted(
                    name, known.stream().map(Argument::name).collect(Collectors.joining(", "))));
      }
    }
    for (Argument argument : known) {
      JsonNode value = object.path(argument.name());
      boolean absent = value.isMissingNode() || value.isNull();
      if (absent ? argument.required() : !isOf(argument.type(), value)) {
        throw new McpFault(
            McpFault.INVALID_PARAMS,
            "the argument \"%s\" must be of the type %s, but %s"
                .formatted(
                    argument.name(), argument.type(), absent ? "is missing" : "was " + value));
      }
    }
    return new Arguments(object);
  }

  private static JsonNode empty() {
    return JsonMapper.shared().createObjectNode();
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "integer" -> value.isIntegralNumber() && value.canConvertToInt();
      case "boolean" -> value.isBoolean();
      default -> value.isString();
    };
  }

  String text(String name) {
    return given.path(name).asString("");
  }

  /** {@return a number, held within bounds} */
  int number(String name, int usual, int most) {
    return Math.clamp(given.path(name).asInt(usual), 1, most);
  }

  boolean flag(String name, boolean usual) {
    return given.path(name).asBoolean(usual);
  }
}
