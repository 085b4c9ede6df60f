package dev.diptych.scenes;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Captions and pictures with every pair that is true: what retrieval quality is measured on. A hit
 * is any true pair, not only a picture's own caption. Immutable and thread-safe.
 *
 * @param captions the texts; copied
 * @param pictures the images; copied
 * @param truePairs every pair whose caption is true of the picture, by index; copied
 * @param reference Recall@1 in percent that the reference implementation reached, by its name in
 *     the file, as "text to image depth 16"; empty for fresh scenes; copied
 */
public record SceneEvaluation(
    List<Caption> captions,
    List<Picture> pictures,
    Set<TruePair> truePairs,
    Map<String, Double> reference) {

  /** Copies. */
  public SceneEvaluation {
    captions = List.copyOf(captions);
    pictures = List.copyOf(pictures);
    truePairs = Set.copyOf(truePairs);
    reference = Map.copyOf(reference);
  }

  /**
   * One image.
   *
   * @param name path of the PNG file, seen from the evaluation file; for fresh scenes a name only
   * @param scene what is in it
   * @param seed decides the colours' jitter where the picture is to be drawn
   */
  public record Picture(String name, Scene scene, long seed) {}

  /**
   * A caption that is true of a picture.
   *
   * @param caption index of the caption
   * @param picture index of the picture
   */
  public record TruePair(int caption, int picture) {}

  /**
   * Draws scenes, each with one caption that names every object with colour and shape, and decides
   * the truth of all pairs. Caption i describes picture i. A scene is passed over when its caption
   * is true of an earlier picture already, as in the evaluation files: few captions then fit many
   * pictures.
   *
   * @param count how many, at least 1
   * @param seed equal seeds give equal scenes, captions and pictures
   */
  public static SceneEvaluation drawFresh(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Caption> captions = new ArrayList<>();
    List<Picture> pictures = new ArrayList<>();
    while (pictures.size() < count) {
      Scene scene = Scene.sample(random);
      Caption caption = Caption.of(random, scene, true);
      if (pictures.stream().noneMatch(earlier -> caption.isTrueOf(earlier.scene()))) {
        captions.add(caption);
        String name = String.format(Locale.ROOT, "%03d.png", pictures.size());
        pictures.add(new Picture(name, scene, random.nextLong()));
      }
    }
    return new SceneEvaluation(captions, pictures, judge(captions, pictures), Map.of());
  }

  /** {@return every pair whose caption is true of the picture, decided by the captions' meaning} */
  static Set<TruePair> judge(List<Caption> captions, List<Picture> pictures) {
    Set<TruePair> pairs = new LinkedHashSet<>();
    for (int c = 0; c < captions.size(); c++) {
      for (int p = 0; p < pictures.size(); p++) {
        if (captions.get(c).isTrueOf(pictures.get(p).scene())) {
          pairs.add(new TruePair(c, p));
        }
      }
    }
    return pairs;
  }

  /**
   * Reads an evaluation file: JSON with {@code items} (picture and caption together) or with {@code
   * texts} and {@code images} apart, with {@code true_pairs} and {@code reference}.
   *
   * @param file path of the file
   * @throws DiptychException INVALID_REQUEST when the file is not of that form, IO when it cannot
   *     be read
   */
  public static SceneEvaluation read(Path file) {
    try (InputStream input = Files.newInputStream(file)) {
      return read(input);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "the evaluation file %s could not be read".formatted(file), e);
    }
  }

  /**
   * As {@link #read(Path)}, from a stream, which stays open.
   *
   * @param input the file's bytes
   * @throws DiptychException INVALID_REQUEST when they are not of that form
   */
  public static SceneEvaluation read(InputStream input) {
    try {
      return parse(SceneJson.MAPPER.readTree(input));
    } catch (JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "an evaluation file must hold items, or texts and images, true_pairs and reference, but: "
              + e.getOriginalMessage(),
          e);
    }
  }

  private static SceneEvaluation parse(JsonNode root) {
    List<Caption> captions = new ArrayList<>();
    for (JsonNode node : root.has("items") ? root.get("items") : root.required("texts")) {
      captions.add(SceneJson.readCaption(node));
    }
    List<Picture> pictures = new ArrayList<>();
    for (JsonNode node : root.has("items") ? root.get("items") : root.required("images")) {
      pictures.add(
          new Picture(
              node.required("image").stringValue(),
              SceneJson.readScene(node.required("scene")),
              pictures.size()));
    }
    Set<TruePair> pairs = new LinkedHashSet<>();
    for (JsonNode node : root.required("true_pairs")) {
      pairs.add(new TruePair(node.required(0).intValue(), node.required(1).intValue()));
    }
    Map<String, Double> reference = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.required("reference").properties()) {
      JsonNode value = entry.getValue();
      reference.put(entry.getKey(), (value.isArray() ? value.required(0) : value).doubleValue());
    }
    return new SceneEvaluation(captions, pictures, pairs, reference);
  }
}
