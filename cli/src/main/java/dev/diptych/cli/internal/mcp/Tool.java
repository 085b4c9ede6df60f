package dev.diptych.cli.internal.mcp;

import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that a client may ask for. None changes anything.
 *
 * @param name as clients call it
 * @param title for people
 * @param description says when to use it, for models
 * @param arguments what it takes
 * @param work answers
 */
record Tool(
    String name,
    String title,
    String description,
    List<Argument> arguments,
    Function<Arguments, ToolResult> work) {

  /**
   * An argument of a tool.
   *
   * @param type {@code string}, {@code integer} or {@code boolean}
   */
  record Argument(String name, String type, boolean required, String description) {}

  Tool {
    arguments = List.copyOf(arguments);
  }

  /** {@return what {@code tools/list} says of it} */
  ObjectNode json() {
    ObjectNode tool = JsonMapper.shared().createObjectNode();
    tool.put("name", name).put("title", title).put("description", description);
    ObjectNode schema = tool.putObject("inputSchema").put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (Argument argument : arguments) {
      properties
          .putObject(argument.name())
          .put("type", argument.type())
          .put("description", argument.description());
    }
    var required = schema.putArray("required");
    arguments.stream().filter(Argument::required).map(Argument::name).forEach(required::add);
    schema.put("additionalProperties", false);
    tool.putObject("annotations")
        .put("readOnlyHint", true)
        .put("destructiveHint", false)
        .put("idempotentHint", true)
        .put("openWorldHint", false);
    return tool;
  }

  ToolResult call(JsonNode given) {
    return work.apply(Arguments.of(arguments, given));
  }
}
