package dev.diptych.encoders.internal.family;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A family's own configuration, as {@code bundle.json} keeps it: a JSON object that nobody else
 * reads. Immutable.
 */
public final class FamilyConfig {

  private final JsonNode tree;

  @JsonCreator
  private FamilyConfig(JsonNode tree) {
    this.tree = tree;
  }

  /** {@return a configuration as JSON} */
  public static FamilyConfig of(Record config) {
    return new FamilyConfig(JsonMapper.shared().valueToTree(config));
  }

  /**
   * {@return the configuration as its family knows it}
   *
   * @throws tools.jackson.core.JacksonException when it is another family's
   */
  public <T extends Record> T as(Class<T> type) {
    return JsonMapper.shared().treeToValue(tree, type);
  }

  @JsonValue
  private JsonNode tree() {
    return tree;
  }
}
