package dev.diptych.evaluation;

import dev.diptych.core.AnswerCalibration;
import dev.diptych.core.Calibration;
import dev.diptych.core.Modality;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.core.Scoring;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.library.DiptychIndex;
import dev.diptych.searcher.Query;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Everything that was asked of one index, in both directions. The queries besides the pairs are
 * made from their texts: {@code contradicting} ones are texts and pictures of the pairs whose right
 * answers are taken away from what is found, {@code off topic} and {@code gibberish} ones come from
 * {@link OtherQueries}.
 */
public final class Evaluation {

  private static final int NEIGHBOURS = 100;
  private static final long SEED = 2026;

  private final Scoring scoring;
  private final int depth;
  private final List<JudgedQuery> toImages;
  private final List<JudgedQuery> toTexts;
  private final GraphRecall imagesInGraph;
  private final GraphRecall textsInGraph;

  private Evaluation(
      Scoring scoring,
      int depth,
      List<JudgedQuery> toImages,
      List<JudgedQuery> toTexts,
      GraphRecall imagesInGraph,
      GraphRecall textsInGraph) {
    this.scoring = scoring;
    this.depth = depth;
    this.toImages = toImages;
    this.toTexts = toTexts;
    this.imagesInGraph = imagesInGraph;
    this.textsInGraph = textsInGraph;
  }

  /**
   * Asks an index for the pairs of a file.
   *
   * @param pairs the caption file, which the index holds
   * @param depth candidates of a query that are reranked
   * @param most queries of each kind in each direction
   */
  public static Evaluation run(DiptychIndex index, Path pairs, int depth, int most) {
    QueryRun run = new QueryRun(index.engine(), index.scoring(), depth);
    try (ItemReader reader = index.folder().openReader(index.bundle().fingerprint());
        IndexView view = reader.view()) {
      PairsCollection collection = PairsCollection.of(view, pairs);
      return new Evaluation(
          index.scoring(),
          depth,
          run.ask(ofAllKinds(sample(collection.toImages(), most), collection), Modality.IMAGE),
          run.ask(withLeftOut(sample(collection.toTexts(), most)), Modality.TEXT),
          GraphRecall.of(view, collection.textIds(), Modality.IMAGE, NEIGHBOURS),
          GraphRecall.of(view, collection.pictureIds(), Modality.TEXT, NEIGHBOURS));
    }
  }

  /** Some of the queries, always the same, in their order. */
  private static List<EvaluationQuery> sample(List<EvaluationQuery> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      places.add(i);
    }
    Collections.shuffle(places, new SplittableRandom(SEED));
    return places.stream().limit(most).sorted().map(all::get).toList();
  }

  private static List<EvaluationQuery> withLeftOut(List<EvaluationQuery> own) {
    List<EvaluationQuery> queries = new ArrayList<>(own);
    own.forEach(query -> queries.add(query.leftOut()));
    return queries;
  }

  private static List<EvaluationQuery> ofAllKinds(
      List<EvaluationQuery> own, PairsCollection collection) {
    List<EvaluationQuery> queries = new ArrayList<>(withLeftOut(own));
    OtherQueries others = new OtherQueries(collection.texts(), SEED);
    int fewer = Math.max(1, own.size() * 5 / 8);
    add(queries, QueryKind.OFF_TOPIC, others.offTopic(fewer));
    add(queries, QueryKind.GIBBERISH, others.gibberish(fewer));
    return queries;
  }

  private static void add(List<EvaluationQuery> queries, QueryKind kind, List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      queries.add(EvaluationQuery.without(kind, new Query.Text(texts.get(i)), i));
    }
  }

  /** {@return a calibration fitted on one half of the queries} */
  public Calibration fit(ModelFingerprint model, String pairs) {
    String fittedOn =
        String.format(
            Locale.ROOT,
            "%,d texts and %,d pictures of %s",
            half(toImages, 0).stream().filter(q -> q.kind() == QueryKind.TRUE).count(),
            half(toTexts, 0).stream().filter(q -> q.kind() == QueryKind.TRUE).count(),
            pairs);
    return new Calibration(
        model,
        fittedOn,
        Optional.of(CalibrationFit.fit(half(toImages, 0))),
        Optional.of(CalibrationFit.fit(half(toTexts, 0))));
  }

  private static List<JudgedQuery> half(List<JudgedQuery> all, int rest) {
    return all.stream().filter(query -> query.group() % 2 == rest).toList();
  }

  /**
   * {@return the figures of both directions}
   *
   * @param fitted a calibration of {@link #fit}; figures of probabilities are then of the other
   *     half
   */
  public List<DirectionReport> reports(Optional<Calibration> fitted) {
    return List.of(
        report("text to image", toImages, imagesInGraph, Modality.IMAGE, fitted),
        report("image to text", toTexts, textsInGraph, Modality.TEXT, fitted));
  }

  private DirectionReport report(
      String name,
      List<JudgedQuery> queries,
      GraphRecall graph,
      Modality target,
      Optional<Calibration> fitted) {
    List<JudgedQuery> judged = fitted.isPresent() ? half(queries, 1) : queries;
    boolean reranked =
        queries.stream()
            .flatMap(query -> query.pairs().stream())
            .anyMatch(pair -> !Double.isNaN(pair.rank()));
    Map<String, DirectionReport.Sure> sure = new LinkedHashMap<>();
    if (reranked) {
      sure.put("softmax", DirectionReport.Sure.of(judged, Optional.empty()));
    }
    Optional<AnswerCalibration> before = scoring.calibration().flatMap(known -> known.to(target));
    before.ifPresent(
        known -> sure.put("calibrated", DirectionReport.Sure.of(judged, Optional.of(known))));
    fitted
        .flatMap(known -> known.to(target))
        .ifPresent(
            known -> sure.put("fitted now", DirectionReport.Sure.of(judged, Optional.of(known))));
    return new DirectionReport(
        name,
        DirectionReport.recall(queries, depth, reranked),
        graph,
        sure,
        DirectionReport.StageTimes.of(queries));
  }

  /**
   * {@return how another setting differs in Recall@1, by direction and stage}
   *
   * @param other of the same pairs
   */
  public Map<String, PairedDifference> compare(Evaluation other) {
    Map<String, PairedDifference> differences = new LinkedHashMap<>();
    int least = Math.min(depth, other.depth);
    differences.put(
        "to image, recall", PairedDifference.atOne(own(toImages), own(other.toImages), 0));
    differences.put(
        "to image, reranked", PairedDifference.atOne(own(toImages), own(other.toImages), least));
    differences.put("to text, recall", PairedDifference.atOne(own(toTexts), own(other.toTexts), 0));
    differences.put(
        "to text, reranked", PairedDifference.atOne(own(toTexts), own(other.toTexts), least));
    return differences;
  }

  private static List<JudgedQuery> own(List<JudgedQuery> queries) {
    return queries.stream().filter(query -> query.kind() == QueryKind.TRUE).toList();
  }
}
