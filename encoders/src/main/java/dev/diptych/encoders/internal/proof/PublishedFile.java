package dev.diptych.encoders.internal.proof;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.PublishedValues;
import dev.diptych.encoders.PublishedValues.Caption;
import dev.diptych.encoders.PublishedValues.Cosine;
import dev.diptych.encoders.PublishedValues.Match;
import dev.diptych.encoders.PublishedValues.Picture;
import dev.diptych.encoders.PublishedValues.Probability;
import dev.diptych.encoders.PublishedValues.Value;
import dev.diptych.encoders.internal.checkpoint.JsonProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Published values as JSON. */
public final class PublishedFile {

  private static final String OWN = "published-values.json";

  private final JsonNode root;
  private final String name;

  private PublishedFile(JsonNode root, String name) {
    this.root = root;
    this.name = name;
  }

  /** {@return the values that this program brings} */
  public static List<PublishedValues> known() {
    try (InputStream in =
        Objects.requireNonNull(PublishedValues.class.getResourceAsStream(OWN), OWN)) {
      return parse(in.readAllBytes(), OWN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return the values in a file}
   *
   * @param name of the file, for messages
   * @throws DiptychException INVALID_REFERENCE when it has another form
   */
  public static List<PublishedValues> parse(byte[] json, String name) {
    try {
      return new PublishedFile(JsonMapper.shared().readTree(json), name).models();
    } catch (JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_REFERENCE,
          "the published values in %s are not valid JSON: %s"
              .formatted(name, JsonProblem.describe(e)),
          e);
    }
  }

  private List<PublishedValues> models() {
    List<PublishedValues> models = new ArrayList<>();
    for (JsonNode model : root.path("models")) {
      List<Value> values = new ArrayList<>();
      model.path("values").forEach(value -> values.add(value(value)));
      if (values.isEmpty()) {
        throw refuse("must list values for each model");
      }
      models.add(
          new PublishedValues(
              text(model, "model"),
              picture(text(model, "picture")),
              model.path("source").asString(""),
              values));
    }
    if (models.isEmpty()) {
      throw refuse("must hold a list \"models\" with at least one model");
    }
    return List.copyOf(models);
  }

  private Picture picture(String key) {
    JsonNode picture = root.path("pictures").path(key);
    String address = picture.path("address").asString(picture.path("hub").asString(""));
    if (address.isEmpty()) {
      throw refuse(
          "must have a picture \"%s\" with an address, or with a path on the hub".formatted(key));
    }
    Optional<String> hash =
        picture.hasNonNull("sha256")
            ? Optional.of(text(picture, "sha256").toLowerCase(Locale.ROOT))
            : Optional.empty();
    if (hash.filter(digits -> !digits.matches("[0-9a-f]{64}")).isPresent()) {
      throw refuse("must give a SHA-256 of 64 hexadecimal digits for \"%s\"".formatted(key));
    }
    return new Picture(picture.path("name").asString(key), address, hash);
  }

  private Value value(JsonNode value) {
    String kind = text(value, "kind");
    return switch (kind) {
      case "cosine" ->
          new Cosine(text(value, "text"), number(value, "value"), number(value, "tolerance"));
      case "match" ->
          new Match(
              text(value, "text"),
              value.path("first").asString("").equals("[CLS]"),
              number(value, "value"),
              number(value, "tolerance"));
      case "probability" ->
          new Probability(text(value, "text"), number(value, "value"), number(value, "tolerance"));
      case "caption" -> new Caption(value.path("prompt").asString(""), text(value, "words"));
      default ->
          throw refuse(
              "must be of values of the kinds cosine, match, probability and caption, but has \"%s\""
                  .formatted(kind));
    };
  }

  private String text(JsonNode node, String field) {
    String text = node.path(field).asString("");
    if (text.isEmpty()) {
      throw refuse("must have a text \"%s\" wherever one belongs".formatted(field));
    }
    return text;
  }

  private double number(JsonNode node, String field) {
    JsonNode number = node.path(field);
    if (!number.isNumber()) {
      throw refuse("must have a number \"%s\" with every value".formatted(field));
    }
    return number.doubleValue();
  }

  private DiptychException refuse(String rule) {
    return new DiptychException(
        ErrorCode.INVALID_REFERENCE,
        "the file of published values %s %s; see docs/models.md".formatted(name, rule));
  }
}
