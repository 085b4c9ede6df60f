package dev.diptych.benchmarks.recall;

import dev.diptych.core.Condition;
import dev.diptych.core.Embedding;
import dev.diptych.core.Facts;
import dev.diptych.core.Filter;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.index.Effort;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.index.Recall;
import dev.diptych.index.RecallRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** An index of pictures without features, written and read as every other one is. */
final class DiptychEngine implements Engine {

  private static final ModelFingerprint MODEL = new ModelFingerprint("0".repeat(64));

  /** Numbers of vectors are written with nine digits. */
  private static final int FIRST = 100_000_000;

  private static final String HASH_START = "0".repeat(64 - 9);

  private final IndexFolder index;
  private final ItemReader reader;
  private final double buildSeconds;
  private final List<Embedding> queries = new ArrayList<>();

  private DiptychEngine(
      IndexFolder index, ItemReader reader, double buildSeconds, VectorSet vectors) {
    this.index = index;
    this.reader = reader;
    this.buildSeconds = buildSeconds;
    for (int query = 0; query < vectors.queries(); query++) {
      queries.add(Embedding.of(vectors.query(query)));
    }
  }

  /** Writes all vectors, commits, closes, opens for reading. */
  static DiptychEngine build(Path folder, VectorSet vectors) {
    IndexFolder index = IndexFolder.at(folder);
    IndexSpec spec =
        new IndexSpec(MODEL, "vectors only", VectorSet.DIMENSION, 0, 0, FeatureFormat.NONE);
    long start = System.nanoTime();
    try (ItemWriter writer = index.openWriter(spec)) {
      for (int number = 0; number < vectors.size(); number++) {
        writer.add(item(number), Embedding.of(vectors.vector(number)), null);
      }
      writer.commit();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new DiptychEngine(index, index.openReader(MODEL), seconds, vectors);
  }

  private static Item item(int number) {
    String digits = Integer.toString(FIRST + number);
    return Item.image(
            new ItemId("image" + digits),
            "file:///nowhere/" + digits + ".jpg",
            HASH_START + digits,
            100_000,
            0,
            640,
            480)
        .with(tagged(number));
  }

  /** A tag for each filter that lets the item pass. */
  private static Facts tagged(int number) {
    List<String> tags =
        FilteredRecall.ONE_IN.stream()
            .filter(oneIn -> number % oneIn == 0)
            .map(DiptychEngine::tag)
            .toList();
    Facts none = Facts.NONE;
    return new Facts(
        none.reading(),
        none.takenAt(),
        none.camera(),
        none.place(),
        new Facts.Words("", "", tags),
        none.format(),
        none.provenance());
  }

  private static String tag(int oneIn) {
    return "one in " + oneIn;
  }

  @Override
  public String name() {
    return "Diptych";
  }

  @Override
  public double buildSeconds() {
    return buildSeconds;
  }

  @Override
  public long bytes() {
    return index.summary().bytes().vectors();
  }

  @Override
  public Answers answer(int effort) {
    return answer(request -> effort == 0 ? request : request.with(new Effort.Beam(effort)));
  }

  /**
   * Answers all queries among the items that one in so many is one of.
   *
   * @param exact whether every one of them is compared
   */
  Answers answerAmong(int oneIn, boolean exact) {
    Filter filter = Filter.of(new Condition.Tag(tag(oneIn)));
    return answer(
        request -> exact ? request.among(filter).with(new Effort.Exact()) : request.among(filter));
  }

  /** Asks one query among them, which works the filter out. */
  void askOnce(int oneIn) {
    Filter filter = Filter.of(new Condition.Tag(tag(oneIn)));
    try (IndexView view = reader.view()) {
      view.recall(
          RecallRequest.nearest(Modality.IMAGE, queries.getFirst(), Truth.DEPTH).among(filter));
    }
  }

  private Answers answer(UnaryOperator<RecallRequest> choice) {
    List<Recall> recalls = new ArrayList<>();
    long start = System.nanoTime();
    for (Embedding query : queries) {
      RecallRequest usual = RecallRequest.nearest(Modality.IMAGE, query, Truth.DEPTH);
      try (IndexView view = reader.view()) {
        recalls.add(view.recall(choice.apply(usual)));
      }
    }
    double millis = (System.nanoTime() - start) / 1e6 / queries.size();
    return new Answers(
        recalls.stream()
            .map(
                recall ->
                    recall.neighbours().stream()
                        .mapToInt(
                            found -> Integer.parseInt(found.id().value().substring(5)) - FIRST)
                        .toArray())
            .toArray(int[][]::new),
        millis);
  }

  @Override
  public void close() {
    reader.close();
  }
}
