package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Explanation;
import dev.diptych.encoders.Grounding;
import dev.diptych.encoders.GroundingFit;
import dev.diptych.encoders.HeatMap;
import dev.diptych.encoders.KindWords;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.WordKind;
import dev.diptych.encoders.WordKind.Role;
import dev.diptych.encoders.WordMap;
import dev.diptych.encoders.WordMap.Finding;
import dev.diptych.scenes.Caption;
import dev.diptych.scenes.Colour;
import dev.diptych.scenes.Scene;
import dev.diptych.scenes.SceneObject;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.scenes.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often the strongest patch of a map lies on what the words name, on fresh scenes of two or
 * three objects.
 */
class PointingTest {

  private static final int SCENES = 160;

  /** What share of a patch an object's disc covers where it counts as a hit. */
  private static final double ON = .25;

  private static final int SAMPLES = 16;

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // JUnit fills it in
  private static ModelStore store;

  @SuppressWarnings("NullAway.Init") // JUnit fills it in
  private static Bundle bundle;

  @SuppressWarnings("NullAway.Init") // JUnit fills it in
  private static Model model;

  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  @BeforeAll
  static void load() {
    store = ModelStore.at(folder);
    bundle = store.embedded();
    model = store.load(bundle);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** Hits and tries, by what was pointed at. */
  private static final class Score {
    private final Map<String, List<Boolean>> hits = new TreeMap<>();

    void add(String what, boolean hit) {
      hits.computeIfAbsent(what, name -> new ArrayList<>()).add(hit);
    }

    double of(String what) {
      List<Boolean> all = hits.getOrDefault(what, List.of());
      assertThat(all).as(what).hasSizeGreaterThan(40);
      return all.stream().filter(hit -> hit).count() / (double) all.size();
    }
  }

  private PatchFeatures drawn(Scene scene) {
    int side = model.imageEncoder().side();
    byte[] samples = SceneRenderer.renderRgb(scene, side, random.nextLong());
    return model
        .imageEncoder()
        .features(List.of(model.imageEncoder().preprocess(RgbImage.of(side, side, samples))))
        .getFirst();
  }

  private Scene sceneOfSeveral() {
    while (true) {
      Scene scene = Scene.sample(random);
      if (scene.objects().size() > 1) {
        return scene;
      }
    }
  }

  private static Explanation explain(Model by, String text, PatchFeatures picture) {
    return by.explainer().orElseThrow().explain(text, picture);
  }

  private static boolean isOn(HeatMap map, List<SceneObject> objects) {
    float[] values = map.toArray();
    int best = 0;
    for (int i = 0; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    int row = best / map.columns();
    int column = best % map.columns();
    return objects.stream().anyMatch(object -> share(object, row, column, map) >= ON);
  }

  private static double share(SceneObject object, int row, int column, HeatMap map) {
    int inside = 0;
    for (int down = 0; down < SAMPLES; down++) {
      for (int across = 0; across < SAMPLES; across++) {
        double x = (column + (across + .5) / SAMPLES) / map.columns();
        double y = (row + (down + .5) / SAMPLES) / map.rows();
        inside += Math.hypot(x - object.x(), y - object.y()) <= object.radius() ? 1 : 0;
      }
    }
    return inside / (double) (SAMPLES * SAMPLES);
  }

  private static List<SceneObject> objects(Scene scene, Predicate<SceneObject> which) {
    return scene.objects().stream().filter(which).toList();
  }

  private static boolean names(String word, SceneObject object) {
    return word.equals(object.shape().word()) || word.equals(object.shape().plural());
  }

  private Score point(Model by) {
    Score score = new Score();
    for (int i = 0; i < SCENES; i++) {
      Scene scene = sceneOfSeveral();
      Explanation explained = explain(by, Caption.of(random, scene, true).text(), drawn(scene));
      for (WordMap phrase : explained.phrases()) {
        List<String> words = List.of(phrase.words().split(" "));
        List<SceneObject> meant =
            objects(
                scene,
                object -> names(words.getLast(), object) && words.contains(object.colour().word()));
        if (!meant.isEmpty()) {
          score.add("phrase", isOn(phrase.map().orElseThrow(), meant));
        }
      }
      addWords(score, scene, explained.words());
    }
    return score;
  }

  private static void addWords(Score score, Scene scene, List<WordMap> words) {
    for (WordMap word : words) {
      List<SceneObject> meant =
          switch (word.kind()) {
            case "shape", "word" -> objects(scene, object -> names(word.words(), object));
            case "relation" -> scene.objects();
            default -> List.of();
          };
      if (!meant.isEmpty() && word.map().isPresent()) {
        score.add(
            word.kind().equals("word") ? "shape" : word.kind(),
            isOn(word.map().orElseThrow(), meant));
      }
    }
  }

  @Test
  void maps_captionsOfFreshScenes_pointAtWhatTheyName() {
    Score score = point(model);

    assertThat(score.of("phrase")).as("phrases, seed %s", seed).isGreaterThanOrEqualTo(.99);
    assertThat(score.of("shape")).as("shapes, seed %s", seed).isGreaterThanOrEqualTo(.97);
    assertThat(score.of("relation")).as("relations, seed %s", seed).isGreaterThanOrEqualTo(.97);
  }

  @Test
  void maps_modelOfWhichNothingIsKnown_pointByTheNormForm() {
    ModelStore bare = ModelStore.at(folder.resolve("bare"));
    Bundle without = bare.embedded();
    bare.recordGrounding(without, Grounding.NONE);
    try (Model unknown = bare.load(without)) {
      Score score = point(unknown);

      assertThat(score.of("phrase")).as("phrases, seed %s", seed).isGreaterThanOrEqualTo(.97);
      assertThat(score.of("shape")).as("shapes, seed %s", seed).isGreaterThanOrEqualTo(.95);
    }
  }

  @Test
  void words_thatArePresentOrNot_areFoundOrNot() {
    Score score = new Score();
    for (int i = 0; i < SCENES; i++) {
      Scene scene = sceneOfSeveral();
      PatchFeatures picture = drawn(scene);
      SceneObject object = scene.objects().getFirst();
      Colour colour = pick(Colour.values(), it -> absent(scene, it));
      Shape shape = pick(Shape.values(), it -> objects(scene, o -> o.shape() == it).isEmpty());
      String here = "a %s %s".formatted(object.colour().word(), object.shape().word());
      String otherColour = "a %s %s".formatted(colour.word(), object.shape().word());
      String otherShape = "a %s %s".formatted(object.colour().word(), shape.word());
      score.add("present", finding(picture, here, 1) && finding(picture, here, 2));
      score.add("absent colour", !finding(picture, otherColour, 1));
      score.add("absent shape", !finding(picture, otherShape, 2));
    }
    assertThat(score.of("present")).as("seed %s", seed).isGreaterThanOrEqualTo(.9);
    assertThat(score.of("absent colour")).as("seed %s", seed).isGreaterThanOrEqualTo(.93);
    assertThat(score.of("absent shape")).as("seed %s", seed).isGreaterThanOrEqualTo(.85);
  }

  @Test
  void relations_thatHoldOrNot_areFoundOrNot() {
    Score score = new Score();
    for (int i = 0; i < 2 * SCENES; i++) {
      Scene scene = sceneOfSeveral();
      Caption caption = Caption.of(random, scene, true);
      Optional<Caption> turned = Caption.read(turned(caption.text()));
      if (caption.meaning().relation() != null
          && turned.isPresent()
          && !turned.get().isTrueOf(scene)) {
        PatchFeatures picture = drawn(scene);
        score.add("holds", relation(picture, caption.text()) == Finding.FOUND);
        score.add("does not hold", relation(picture, turned.get().text()) == Finding.NOT_FOUND);
      }
    }
    assertThat(score.of("holds")).as("seed %s", seed).isGreaterThanOrEqualTo(.94);
    assertThat(score.of("does not hold")).as("seed %s", seed).isGreaterThanOrEqualTo(.96);
  }

  /** The other way round: left for right, above for below. */
  private static String turned(String caption) {
    Map<String, String> opposites =
        Map.of(
            "left", "right", "right", "left", "above", "below", "below", "above", "over", "under",
            "under", "over");
    return Arrays.stream(caption.split(" ", -1))
        .map(word -> opposites.getOrDefault(word, word))
        .collect(Collectors.joining(" "));
  }

  private static Finding relation(PatchFeatures picture, String text) {
    return explain(model, text, picture).words().stream()
        .filter(word -> word.kind().equals("relation"))
        .findFirst()
        .orElseThrow()
        .finding();
  }

  private static boolean absent(Scene scene, Colour colour) {
    return objects(scene, object -> object.colour() == colour).isEmpty()
        && !scene.background().word().equals(colour.word());
  }

  private <T> T pick(T[] values, Predicate<T> which) {
    List<T> left = Arrays.stream(values).filter(which).toList();
    return left.get(random.nextInt(left.size()));
  }

  private boolean finding(PatchFeatures picture, String text, int word) {
    return explain(model, text, picture).words().get(word).finding() == Finding.FOUND;
  }

  @Test
  void fit_captionsWithoutPlaces_findsTheHeadsThatShip() {
    Grounding shipped = store.grounding(bundle);
    List<List<String>> shapes =
        Arrays.stream(Shape.values()).map(it -> List.of(it.word(), it.plural())).toList();
    List<List<String>> colours =
        Arrays.stream(Colour.values()).map(it -> List.of(it.word())).toList();
    GroundingFit fit =
        model
            .explainer()
            .orElseThrow()
            .fit(
                List.of(
                    new KindWords("shape", Role.THING, shapes, List.of()),
                    new KindWords("colour", Role.ATTRIBUTE, colours, List.of()),
                    new KindWords(
                        "relation",
                        Role.RELATION,
                        List.of(
                            List.of("left"), List.of("right"), List.of("above"), List.of("below")),
                        List.of())),
                seed);
    for (int i = 0; i < SCENES; i++) {
      Scene scene = sceneOfSeveral();
      fit.add(Caption.of(random, scene, true).text(), drawn(scene));
    }

    Grounding found = fit.finish("a few scenes");

    assertThat(found.kinds())
        .as("seed %s", seed)
        .extracting(WordKind::name)
        .containsExactly("shape", "colour", "relation");
    for (WordKind kind : found.kinds()) {
      WordKind expected =
          shipped.kinds().stream()
              .filter(it -> it.name().equals(kind.name()))
              .findFirst()
              .orElseThrow();
      assertThat(expected.heads()).as("%s, seed %s", kind.name(), seed).containsAll(kind.heads());
      assertThat(kind.reference()).as("seed %s", seed).isEqualTo(expected.reference());
    }
  }
}
