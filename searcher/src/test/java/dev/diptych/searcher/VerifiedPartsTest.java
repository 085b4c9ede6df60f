package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.MatchProbability;
import dev.diptych.core.Modality;
import dev.diptych.encoders.Model;
import dev.diptych.index.FeatureFormat;
import dev.diptych.scenes.Colour;
import dev.diptych.scenes.ObjectPattern;
import dev.diptych.scenes.Scene;
import dev.diptych.scenes.SceneObject;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.scenes.Shape;
import dev.diptych.testkit.models.EmbeddedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Negatives, conjunctions, and pictures with words, on scenes whose truth is known; of each a
 * hundred and more.
 */
@ExtendWith(EmbeddedModel.class)
final class VerifiedPartsTest {

  private static final Logger log = LoggerFactory.getLogger(VerifiedPartsTest.class);

  private static final long SEED = Long.getLong("diptych.parts.seed", 20_263);
  private static final int SCENES = 800;
  private static final int SHAPES_ASKED = 2;
  private static final int LEAST = 3;
  private static final int QUERIES = 100;
  private static final int SHOWN = 5;

  @TempDir static Path folder;

  private static final List<Scene> scenes = new ArrayList<>();
  private static final List<Asked> negatives = new ArrayList<>();
  private static final List<Asked> conjunctions = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // JUnit fills them in
  private static Model model;

  @SuppressWarnings("NullAway.Init")
  private static SearchEngine engine;

  /** A query and the scenes that answer it. */
  private record Asked(Query.Text query, Predicate<Scene> truth) {}

  @BeforeAll
  static void index(Model embedded) {
    model = embedded;
    Random random = new Random(SEED);
    Stream.generate(() -> Scene.sample(random)).limit(SCENES).forEach(scenes::add);
    for (Shape shape : Shape.values()) {
      for (Colour colour : Colour.values()) {
        ask(colour, shape);
      }
    }
    try (SceneIndex index = new SceneIndex(folder, model, FeatureFormat.F16)) {
      List<byte[]> files = new ArrayList<>();
      for (Scene scene : scenes) {
        files.add(SceneRenderer.renderPng(scene, 256, SEED + files.size()));
      }
      index.addPictures(0, files);
      index.commit();
      engine = index.open(SearchOptions.defaults());
    }
  }

  /**
   * A red star, and the shape that shows beside red stars most evenly: as often as not. What is
   * shown beside too few of them is not asked for.
   */
  private static void ask(Colour colour, Shape shape) {
    Predicate<Scene> first = shows(new ObjectPattern(null, colour, shape));
    List<Scene> fitting = scenes.stream().filter(first).toList();
    Stream.of(Shape.values())
        .filter(other -> other != shape)
        .sorted(Comparator.comparingLong(other -> -count(fitting, other)))
        .limit(SHAPES_ASKED)
        .filter(other -> count(fitting, other) >= LEAST)
        .forEach(
            other -> {
              Predicate<Scene> second = shows(new ObjectPattern(null, null, other));
              String article = "aeiou".indexOf(colour.word().charAt(0)) < 0 ? "a" : "an";
              String one = "%s %s %s".formatted(article, colour.word(), shape.word());
              String two = "a " + other.word();
              negatives.add(asked(one + " without " + two, first.and(second.negate())));
              conjunctions.add(asked(one + " and " + two, first.and(second)));
            });
  }

  private static long count(List<Scene> scenes, Shape shape) {
    return scenes.stream().filter(shows(new ObjectPattern(null, null, shape))).count();
  }

  private static Asked asked(String words, Predicate<Scene> truth) {
    return new Asked(Clauses.of(words, List.of(), List.of()), truth);
  }

  private static Predicate<Scene> shows(ObjectPattern pattern) {
    return scene -> scene.objects().stream().anyMatch(pattern::matches);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void search_hardNegatives_areLeftOut() {
    assertThat(negatives).hasSizeGreaterThanOrEqualTo(QUERIES);
    double plain = precision(negatives.stream().map(VerifiedPartsTest::unchecked).toList());
    double verified = precision(negatives);
    log.info("negatives, precision@5 in %: wanted part alone {}, verified {}", plain, verified);
    assertThat(verified).as("seed %s", SEED).isGreaterThanOrEqualTo(98);
    assertThat(plain).as("seed %s: many break the query", SEED).isLessThan(90);
  }

  @Test
  void search_conjunctions_findWhatShowsBoth() {
    double whole = precision(conjunctions.stream().map(VerifiedPartsTest::unchecked).toList());
    double parts = precision(conjunctions);
    log.info(
        "conjunctions, precision@5 in %: candidates of the whole {}, of the parts, too {}",
        whole, parts);
    assertThat(parts).as("seed %s", SEED).isGreaterThanOrEqualTo(98);
  }

  @Test
  void search_pictureButOtherColour_findsWhatTheWordsSayAndIsLikeThePicture() {
    double right = 0;
    double likeByBoth = 0;
    double likeByWords = 0;
    for (int i = 0; i < QUERIES; i++) {
      Scene asked = scenes.get(i);
      SceneObject object = asked.objects().getFirst();
      List<Colour> others =
          Stream.of(Colour.values()).filter(colour -> colour != object.colour()).toList();
      Colour other = others.get(i % others.size());
      Predicate<Scene> truth = shows(new ObjectPattern(null, other, object.shape()));
      Query.Text words = new Query.Text("a %s %s".formatted(other.word(), object.shape().word()));
      List<Scene> both =
          first(
              Mix.of(
                  List.of(
                      new Mix.Part(new Query.IndexedItem(SceneIndex.picture(i)), 1),
                      new Mix.Part(words, 1))),
              truth);
      right += (double) both.stream().filter(truth).count() / both.size();
      likeByBoth += likeness(asked, both);
      likeByWords += likeness(asked, first(words, truth));
    }
    log.info(
        "picture but another colour: precision@5 {} %, likeness {} (by words alone {})",
        100 * right / QUERIES, likeByBoth / QUERIES, likeByWords / QUERIES);
    assertThat(100 * right / QUERIES).as("seed %s", SEED).isGreaterThanOrEqualTo(95);
    assertThat(likeByBoth / QUERIES).as("seed %s", SEED).isGreaterThan(1.2 * likeByWords / QUERIES);
  }

  /** As many as there are answers, five at most. */
  private static List<Scene> first(Query query, Predicate<Scene> truth) {
    long shown = Math.min(SHOWN, scenes.stream().filter(truth).count());
    return engine
        .search(new SearchRequest(query, Modality.IMAGE, 12, 0, 64, Optional.empty()))
        .hits()
        .stream()
        .limit(shown)
        .map(hit -> scenes.get(SceneIndex.number(hit.item().id())))
        .toList();
  }

  /** Mean over scenes: 1 for the ground of the one asked for, and the share of its other shapes. */
  private static double likeness(Scene asked, List<Scene> found) {
    List<SceneObject> others = asked.objects().stream().skip(1).toList();
    return found.stream()
        .mapToDouble(
            scene ->
                (scene.background() == asked.background() ? 1 : 0)
                    + others.stream()
                        .mapToDouble(
                            object ->
                                shows(new ObjectPattern(null, object.colour(), object.shape()))
                                        .test(scene)
                                    ? 1.0 / others.size()
                                    : 0)
                        .sum())
        .average()
        .orElse(0);
  }

  @Test
  void search_verifiedParts_areInTheAnswerAndInTheProbability() {
    Asked asked = negatives.getFirst();
    SearchResponse response = engine.search(request(asked.query()));
    SearchHit hit = response.hits().getFirst();
    assertThat(hit.parts())
        .singleElement()
        .satisfies(
            part -> {
              assertThat(part.wanted()).isFalse();
              assertThat(part.words()).isEqualTo(asked.query().checks().getFirst().words());
              assertThat(part.there().orElseThrow().value()).isLessThan(.5);
            });
    double before = Double.MAX_VALUE;
    for (SearchHit each : response.hits()) {
      double probability = each.probability().map(MatchProbability::value).orElse(0.0);
      assertThat(probability).isLessThanOrEqualTo(before);
      before = probability;
    }
  }

  @Test
  void search_withoutSecondStage_saysThatNothingWasVerified() {
    SearchRequest request = request(negatives.getFirst().query()).withRerankDepth(0);
    assertThat(engine.search(request).warnings()).anyMatch(each -> each.contains("not verified"));
  }

  @Test
  void search_pages_areStable() {
    for (Asked asked : List.of(negatives.get(1), conjunctions.get(1))) {
      List<SearchHit> fifteen = engine.search(request(asked.query()).withPage(0, 15)).hits();
      List<SearchHit> first = engine.search(request(asked.query()).withPage(0, 5)).hits();
      List<SearchHit> second = engine.search(request(asked.query()).withPage(5, 10)).hits();
      assertThat(Stream.concat(first.stream(), second.stream()).map(hit -> hit.item().id()))
          .isEqualTo(fifteen.stream().map(hit -> hit.item().id()).toList());
    }
  }

  /** The same words, nothing verified and no candidates of parts. */
  private static Asked unchecked(Asked asked) {
    return new Asked(new Query.Text(asked.query().words()), asked.truth());
  }

  private static double precision(List<Asked> queries) {
    double sum = 0;
    for (Asked asked : queries) {
      long answers = scenes.stream().filter(asked.truth()).count();
      long shown = Math.min(SHOWN, answers);
      long right =
          engine.search(request(asked.query())).hits().stream()
              .limit(shown)
              .filter(hit -> asked.truth().test(scenes.get(SceneIndex.number(hit.item().id()))))
              .count();
      sum += (double) right / shown;
    }
    return 100 * sum / queries.size();
  }

  private static SearchRequest request(Query.Text query) {
    return new SearchRequest(query, Modality.IMAGE, 12, 0, 64, Optional.empty());
  }
}
