package dev.diptych.evaluation;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.ItemWriter;
import dev.diptych.library.Models;
import dev.diptych.scenes.Caption;
import dev.diptych.scenes.NearMiss;
import dev.diptych.scenes.OtherPictures;
import dev.diptych.scenes.Scene;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.searcher.Query;
import dev.diptych.searcher.QueryParser;
import dev.diptych.searcher.SearchHit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Fresh scenes and one full caption of each, drawn from a seed, with queries of all kinds. What is
 * right is decided by what the captions mean, so every right answer is known. Immutable.
 */
public final class SceneCollection {

  private static final int SIDE = 256;
  private static final int BATCH = 32;
  private static final int PREFIX = 5;

  private final long seed;
  private final List<Scene> scenes = new ArrayList<>();
  private final List<Caption> full = new ArrayList<>();
  private final List<Caption> brief = new ArrayList<>();

  private SceneCollection(long seed) {
    this.seed = seed;
  }

  /**
   * Draws.
   *
   * @param count scenes, at least 1
   */
  public static SceneCollection draw(int count, long seed) {
    SceneCollection drawn = new SceneCollection(seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      Scene scene = Scene.sample(random);
      drawn.scenes.add(scene);
      drawn.full.add(Caption.of(random, scene, true));
      drawn.brief.add(Caption.of(random, scene, false));
    }
    return drawn;
  }

  /** {@return how many scenes there are} */
  public int size() {
    return scenes.size();
  }

  /** Writes an index of all scenes and full captions; costs encoding them. */
  public IndexFolder index(Path folder, Model model, FeatureFormat features) {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(Models.spec(model.bundle(), features))) {
      for (int from = 0; from < size(); from += BATCH) {
        addPictures(writer, model.imageEncoder(), from, Math.min(size(), from + BATCH));
        addTexts(writer, model.textEncoder().orElseThrow(), from, Math.min(size(), from + BATCH));
      }
      writer.publish();
    }
    return index;
  }

  private void addPictures(ItemWriter writer, ImageEncoder encoder, int from, int to) {
    List<PixelValues> pixels =
        IntStream.range(from, to)
            .mapToObj(
                i ->
                    encoder.preprocess(
                        RgbImage.of(
                            SIDE, SIDE, SceneRenderer.renderRgb(scenes.get(i), SIDE, seed + i))))
            .toList();
    List<ImageEncoding> encodings = encoder.encode(pixels);
    for (int i = from; i < to; i++) {
      ImageEncoding encoding = encodings.get(i - from);
      writer.add(picture(i), encoding.vector(), encoding.features());
    }
  }

  private void addTexts(ItemWriter writer, TextEncoder encoder, int from, int to) {
    List<String> texts = full.subList(from, to).stream().map(Caption::text).toList();
    List<Embedding> vectors = encoder.encode(texts.stream().map(encoder::tokenize).toList());
    for (int i = from; i < to; i++) {
      writer.add(text(i, texts.get(i - from)), vectors.get(i - from), null);
    }
  }

  private static Item picture(int number) {
    String source = "file:///scenes/%s.png".formatted(number);
    return Item.image(id(Modality.IMAGE, number), source, hash(number), 1, 0, SIDE, SIDE);
  }

  private static Item text(int number, String words) {
    return Item.text(
        id(Modality.TEXT, number),
        "file:///scenes/c.csv#row=" + number,
        hash(1_000_000_000L + number),
        1,
        0,
        words,
        null);
  }

  private static String hash(long number) {
    return String.format(Locale.ROOT, "%064x", number);
  }

  private static ItemId id(Modality modality, int number) {
    return new ItemId(
        String.format(
            Locale.ROOT, "%s%07d", modality == Modality.IMAGE ? "scene" : "words", number));
  }

  private static int number(SearchHit hit) {
    return Integer.parseInt(hit.item().id().value().substring(PREFIX));
  }

  /**
   * {@return words that ask for pictures: true, contradicting, off topic and gibberish as 8 to 8 to
   * 5 to 5}
   *
   * @param count of true ones, at most {@link #size}
   */
  public List<EvaluationQuery> toImages(int count) {
    SplittableRandom random = new SplittableRandom(seed + 1);
    List<EvaluationQuery> queries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      queries.add(words(QueryKind.TRUE, (i % 2 == 0 ? full : brief).get(i), i));
    }
    for (int i = 0; queries.size() < 2 * count; i++) {
      Caption other = i % 2 == 0 ? elsewhere(random) : lookAlike(random);
      if (scenes.stream().noneMatch(other::isTrueOf)) {
        queries.add(words(QueryKind.CONTRADICTING, other, i));
      }
    }
    OtherQueries others = new OtherQueries(full.stream().map(Caption::text).toList(), seed + 2);
    int fewer = count * 5 / 8;
    List<String> offTopic = others.offTopic(fewer);
    List<String> gibberish = others.gibberish(fewer);
    for (int i = 0; i < offTopic.size(); i++) {
      Query query = new Query.Text(offTopic.get(i));
      queries.add(EvaluationQuery.without(QueryKind.OFF_TOPIC, query, i));
    }
    for (int i = 0; i < gibberish.size(); i++) {
      Query query = new Query.Text(gibberish.get(i));
      queries.add(EvaluationQuery.without(QueryKind.GIBBERISH, query, i));
    }
    return queries;
  }

  /**
   * {@return true captions in other words}
   *
   * @param count at most {@link #size}
   */
  public List<EvaluationQuery> reworded(int count, Rewording rewording) {
    List<EvaluationQuery> queries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Caption caption = (i % 2 == 0 ? full : brief).get(i);
      EvaluationQuery asked = words(QueryKind.TRUE, caption, i);
      String typed = rewording.of(caption.text());
      Query query = new Query.Text(QueryParser.parse(typed).query(Modality.IMAGE).words());
      queries.add(new EvaluationQuery(QueryKind.TRUE, query, i, asked.isRight(), asked.right()));
    }
    return queries;
  }

  private static Caption elsewhere(SplittableRandom random) {
    return Caption.of(random, Scene.sample(random), true);
  }

  private Caption lookAlike(SplittableRandom random) {
    Scene original = scenes.get(random.nextInt(size()));
    return NearMiss.of(random, original).map(NearMiss::caption).orElseGet(() -> elsewhere(random));
  }

  private EvaluationQuery words(QueryKind kind, Caption caption, int group) {
    Predicate<SearchHit> right = hit -> caption.isTrueOf(scenes.get(number(hit)));
    int count = (int) scenes.stream().filter(caption::isTrueOf).count();
    return new EvaluationQuery(kind, new Query.Text(caption.text()), group, right, count);
  }

  /**
   * {@return pictures that ask for texts: true ones; as many whose right texts are taken away; and
   * pictures that show nothing}
   *
   * @param count of true ones, at most half of {@link #size}
   */
  public List<EvaluationQuery> toTexts(int count) {
    List<EvaluationQuery> queries = new ArrayList<>();
    for (int i = 0; i < 2 * count; i++) {
      Scene scene = scenes.get(i);
      Predicate<SearchHit> right = hit -> full.get(number(hit)).isTrueOf(scene);
      int texts = (int) full.stream().filter(caption -> caption.isTrueOf(scene)).count();
      Query query = new Query.IndexedItem(id(Modality.IMAGE, i));
      EvaluationQuery asked = new EvaluationQuery(QueryKind.TRUE, query, i / 2, right, texts);
      queries.add(i % 2 == 0 ? asked : asked.leftOut());
    }
    for (int i = 0; i < count / 2; i++) {
      Query query = Query.Image.of(OtherPictures.png(seed + i));
      queries.add(EvaluationQuery.without(QueryKind.GIBBERISH, query, i));
    }
    return queries;
  }
}
