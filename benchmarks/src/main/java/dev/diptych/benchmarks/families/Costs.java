package dev.diptych.benchmarks.families;

import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.benchmarks.Turns.Spent;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.reranker.Reranker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Times of a family beside those of BLIP, all of them turn by turn, so that ratios hold. Not
 * thread-safe.
 */
final class Costs {

  static final List<Integer> TOKENS = List.of(8, 32);

  private final Twins yardstick;
  private final int rounds;

  /**
   * One model in both arithmetics.
   *
   * @param floats in 32-bit floats
   * @param bytes in 8-bit integers
   */
  record Twins(Subject floats, Subject bytes) {
    List<Subject> both() {
      return List.of(floats, bytes);
    }
  }

  /**
   * What was measured of one model in one arithmetic; null where it lacks the stage.
   *
   * @param picture milliseconds by the clock
   * @param pictureRatio of the processors' time to that of BLIP in the same arithmetic
   * @param text milliseconds
   * @param pairs milliseconds a pair, by {@link #TOKENS}
   * @param pairRatios of the processors' time to that of BLIP
   */
  record Cost(
      double picture,
      double pictureRatio,
      @Nullable Double text,
      List<@Nullable Double> pairs,
      List<@Nullable Double> pairRatios) {

    /** The columns of {@link #addTo}. */
    static String[] columns() {
      return new String[] {
        "family",
        "arithmetic",
        "ms a picture",
        "by BLIP's",
        "ms a query",
        "ms a pair, 8 tokens",
        "by BLIP's, 8",
        "ms a pair, 32 tokens",
        "by BLIP's, 32"
      };
    }

    void addTo(Table table, String family, String arithmetic) {
      table.row(
          family,
          arithmetic,
          picture,
          pictureRatio,
          text,
          pairs.getFirst(),
          pairRatios.getFirst(),
          pairs.getLast(),
          pairRatios.getLast());
    }
  }

  /**
   * Times by a yardstick.
   *
   * @param yardstick BLIP
   * @param rounds at least 1
   */
  Costs(Twins yardstick, int rounds) {
    this.yardstick = yardstick;
    this.rounds = rounds;
  }

  /** {@return what a model costs in floats and in bytes} */
  List<Cost> measure(Twins twins) throws Exception {
    List<Spent> pictures = inTurns(twins, subject -> subject::encodePicture);
    List<Spent> texts = twins.floats().recalls() ? Turns.medians(rounds, texts(twins)) : List.of();
    List<List<Spent>> pairs = new ArrayList<>();
    for (int tokens : twins.floats().reranks() ? TOKENS : List.<Integer>of()) {
      pairs.add(inTurns(twins, subject -> pairs(subject, tokens)));
    }
    List<Cost> costs = new ArrayList<>();
    for (int own = 0; own < 2; own++) {
      List<@Nullable Double> pairMillis = new ArrayList<>();
      List<@Nullable Double> pairRatios = new ArrayList<>();
      for (int i = 0; i < TOKENS.size(); i++) {
        boolean measured = i < pairs.size();
        pairMillis.add(
            measured
                ? Double.valueOf(pairs.get(i).get(own).millis() / candidates(TOKENS.get(i)))
                : null);
        pairRatios.add(measured ? Double.valueOf(ratio(pairs.get(i), own)) : null);
      }
      costs.add(
          new Cost(
              pictures.get(own).millis(),
              ratio(pictures, own),
              texts.isEmpty() ? null : texts.get(own).millis(),
              pairMillis,
              pairRatios));
    }
    return costs;
  }

  /** {@return how many pictures a text of so many tokens is matched with: one run's} */
  static int candidates(int tokens) {
    return Reranker.picturesARun(tokens);
  }

  private static double ratio(List<Spent> spent, int own) {
    double yardstick = spent.get(own + 2).processorMillis();
    return yardstick == 0
        ? spent.get(own).millis() / spent.get(own + 2).millis()
        : spent.get(own).processorMillis() / yardstick;
  }

  /** Something to be timed of each model. */
  private interface Task {
    Turns.Timed of(Subject subject);
  }

  /** {@return what the model takes in floats and in bytes, and what BLIP does} */
  private List<Spent> inTurns(Twins twins, Task task) throws Exception {
    List<Turns.Timed> timed = new ArrayList<>();
    for (Twins each : List.of(twins, yardstick)) {
      for (Subject subject : each.both()) {
        timed.add(task.of(subject));
      }
    }
    return Turns.medians(rounds, timed);
  }

  private static List<Turns.Timed> texts(Twins twins) {
    List<Turns.Timed> timed = new ArrayList<>();
    for (Subject subject : twins.both()) {
      List<TokenizedText> query = subject.queries(1);
      timed.add(() -> subject.vectors(query));
    }
    return timed;
  }

  private static Turns.Timed pairs(Subject subject, int tokens) {
    TokenizedText text = subject.words(1, tokens).getFirst();
    List<PatchFeatures> few = subject.features();
    List<PatchFeatures> features = new ArrayList<>();
    for (int i = 0; i < candidates(tokens); i++) {
      features.add(few.get(i % few.size()));
    }
    return () -> subject.match(text, features);
  }
}
