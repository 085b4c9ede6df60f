package dev.diptych.scenes;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Scenes and captions as JSON, the form of evaluation files and of the demo corpus.
 *
 * <pre>{@code
 * scene    {"bg": "navy", "objs": [{"shape", "color", "size", "r", "x", "y", "rot"}, ...]}
 * caption  {"caption": "...", "meaning": {"objs": [{"size"?, "color"?, "shape"?}, ...],
 *           "rel": [object, reference, "left"] | null, "bg": "navy" | null,
 *           "pos": [object, ["top" | "bottom" | "", "left" | "right" | ""]] | null,
 *           "count": [{"color", "shape"}, 2] | null}}
 * }</pre>
 */
final class SceneJson {

  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private SceneJson() {}

  static Scene readScene(JsonNode node) {
    List<SceneObject> objects = new ArrayList<>();
    for (JsonNode object : node.required("objs")) {
      objects.add(
          new SceneObject(
              shape(object.required("shape")),
              colour(object.required("color")),
              size(object.required("size")),
              object.required("r").doubleValue(),
              object.required("x").doubleValue(),
              object.required("y").doubleValue(),
              object.required("rot").doubleValue()));
    }
    return new Scene(background(node.required("bg")), objects);
  }

  static ObjectNode writeScene(Scene scene) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("bg", scene.background().word());
    ArrayNode objects = node.putArray("objs");
    for (SceneObject object : scene.objects()) {
      objects
          .addObject()
          .put("shape", object.shape().word())
          .put("color", object.colour().word())
          .put("size", object.size().word())
          .put("r", object.radius())
          .put("x", object.x())
          .put("y", object.y())
          .put("rot", object.rotation());
    }
    return node;
  }

  static Caption readCaption(JsonNode node) {
    return new Caption(
        node.required("caption").stringValue(), readMeaning(node.required("meaning")));
  }

  static ObjectNode writeCaption(Caption caption) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("caption", caption.text());
    node.set("meaning", writeMeaning(caption.meaning()));
    return node;
  }

  private static Meaning readMeaning(JsonNode node) {
    List<ObjectPattern> objects = new ArrayList<>();
    for (JsonNode object : node.required("objs")) {
      objects.add(readPattern(object));
    }
    return new Meaning(
        objects,
        orNull(node, "rel", SceneJson::readRelation),
        orNull(node, "bg", SceneJson::background),
        orNull(node, "pos", SceneJson::readPosition),
        orNull(node, "count", SceneJson::readCount));
  }

  private static ObjectNode writeMeaning(Meaning meaning) {
    ObjectNode node = MAPPER.createObjectNode();
    ArrayNode objects = node.putArray("objs");
    meaning.objects().forEach(object -> objects.add(writePattern(object)));
    Meaning.Relation relation = meaning.relation();
    if (relation == null) {
      node.putNull("rel");
    } else {
      node.putArray("rel")
          .add(relation.object())
          .add(relation.reference())
          .add(relation.direction().word());
    }
    Background background = meaning.background();
    node.put("bg", background == null ? null : background.word());
    Meaning.Position position = meaning.position();
    if (position == null) {
      node.putNull("pos");
    } else {
      ArrayNode array = node.putArray("pos").add(position.object());
      array.addArray().add(position.place().vertical()).add(position.place().horizontal());
    }
    Meaning.Count count = meaning.count();
    if (count == null) {
      node.putNull("count");
    } else {
      node.putArray("count").add(writePattern(count.pattern())).add(count.atLeast());
    }
    return node;
  }

  private static ObjectPattern readPattern(JsonNode node) {
    return new ObjectPattern(
        orNull(node, "size", SceneJson::size),
        orNull(node, "color", SceneJson::colour),
        orNull(node, "shape", SceneJson::shape));
  }

  private static ObjectNode writePattern(ObjectPattern pattern) {
    ObjectNode node = MAPPER.createObjectNode();
    Size size = pattern.size();
    Colour colour = pattern.colour();
    Shape shape = pattern.shape();
    if (size != null) {
      node.put("size", size.word());
    }
    if (colour != null) {
      node.put("color", colour.word());
    }
    if (shape != null) {
      node.put("shape", shape.word());
    }
    return node;
  }

  private static Meaning.Relation readRelation(JsonNode node) {
    return new Meaning.Relation(
        node.required(0).intValue(),
        node.required(1).intValue(),
        byWord(Direction.values(), Direction::word, node.required(2).stringValue()));
  }

  private static Meaning.Position readPosition(JsonNode node) {
    JsonNode fields = node.required(1);
    String words = fields.required(0).stringValue() + "," + fields.required(1).stringValue();
    return new Meaning.Position(
        node.required(0).intValue(),
        byWord(Place.values(), place -> place.vertical() + "," + place.horizontal(), words));
  }

  private static Meaning.Count readCount(JsonNode node) {
    return new Meaning.Count(readPattern(node.required(0)), node.required(1).intValue());
  }

  private static <T> @Nullable T orNull(JsonNode node, String field, Function<JsonNode, T> read) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : read.apply(value);
  }

  private static Shape shape(JsonNode node) {
    return byWord(Shape.values(), Shape::word, node.stringValue());
  }

  private static Colour colour(JsonNode node) {
    return byWord(Colour.values(), Colour::word, node.stringValue());
  }

  private static Size size(JsonNode node) {
    return byWord(Size.values(), Size::word, node.stringValue());
  }

  private static Background background(JsonNode node) {
    return byWord(Background.values(), Background::word, node.stringValue());
  }

  private static <T> T byWord(T[] values, Function<T, String> word, String wanted) {
    for (T value : values) {
      if (word.apply(value).equals(wanted)) {
        return value;
      }
    }
    String known = Arrays.stream(values).map(word).collect(Collectors.joining(" "));
    throw new DiptychException(
        ErrorCode.INVALID_REQUEST,
        "a description of scenes may use the words [%s] here, but it says \"%s\""
            .formatted(known, wanted));
  }
}
