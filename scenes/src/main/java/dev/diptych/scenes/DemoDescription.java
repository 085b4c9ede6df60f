package dev.diptych.scenes;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The demo corpus as JSON, scenes and captions in the form of {@link SceneJson}.
 *
 * <pre>{@code
 * {"demo_corpus": 1, "seed": 14,
 *  "pictures": [{"image", "sha256", "group", "seed", "scene", "captions": [...]}, ...],
 *  "texts": [{"caption", "meaning"}, ...]}
 * }</pre>
 *
 * @param corpus what is described
 * @param hashes SHA-256 of each picture's file, in the order of the corpus; copied
 */
record DemoDescription(DemoCorpus corpus, List<String> hashes) {

  /** The form described here. */
  private static final int FORMAT = 1;

  DemoDescription {
    hashes = List.copyOf(hashes);
  }

  ObjectNode write() {
    ObjectNode root = SceneJson.MAPPER.createObjectNode();
    root.put("demo_corpus", FORMAT);
    root.put("seed", corpus.seed());
    ArrayNode pictures = root.putArray("pictures");
    for (int i = 0; i < hashes.size(); i++) {
      DemoCorpus.Picture picture = corpus.pictures().get(i);
      ObjectNode node = pictures.addObject();
      node.put("image", picture.name());
      node.put("sha256", hashes.get(i));
      node.put("group", picture.group());
      node.put("seed", picture.seed());
      node.set("scene", SceneJson.writeScene(picture.scene()));
      ArrayNode captions = node.putArray("captions");
      picture.captions().forEach(caption -> captions.add(SceneJson.writeCaption(caption)));
    }
    ArrayNode texts = root.putArray("texts");
    corpus.loneCaptions().forEach(caption -> texts.add(SceneJson.writeCaption(caption)));
    return root;
  }

  static DemoDescription read(JsonNode root) {
    int format = root.required("demo_corpus").intValue();
    if (format != FORMAT) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a demo corpus must be of form %s, but this one is of form %s; delete its folder or choose another"
              .formatted(FORMAT, format));
    }
    List<DemoCorpus.Picture> pictures = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    for (JsonNode node : root.required("pictures")) {
      pictures.add(
          new DemoCorpus.Picture(
              node.required("image").stringValue(),
              node.required("group").intValue(),
              SceneJson.readScene(node.required("scene")),
              node.required("seed").longValue(),
              readCaptions(node.required("captions"))));
      hashes.add(node.required("sha256").stringValue());
    }
    DemoCorpus corpus =
        new DemoCorpus(
            root.required("seed").longValue(), pictures, readCaptions(root.required("texts")));
    return new DemoDescription(corpus, hashes);
  }

  private static List<Caption> readCaptions(JsonNode array) {
    List<Caption> captions = new ArrayList<>();
    for (JsonNode node : array) {
      captions.add(SceneJson.readCaption(node));
    }
    return captions;
  }
}
