package dev.diptych.reranker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItemId;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.testkit.FakeScoring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Eight searches at once, on a clock that only scoring moves on: what a search waits is what the
 * others were served meanwhile, however threads happen to be scheduled.
 */
class ConcurrentRerankTest {

  private static final TokenizedText QUERY = new TokenizedText(List.of(101, 7, 102), false);
  private static final int SEARCHES = 8;
  private static final long PAIR_MILLIS = 10;
  private static final long NO_BUDGET = 0;
  private static final int CANDIDATES = 500;
  private static final long PAIR_EACH_MILLIS = SEARCHES * PAIR_MILLIS;

  private final ScriptedMatcher matcher = new ScriptedMatcher();
  private final Turns turns = new Turns(1);
  private final AtomicInteger done = new AtomicInteger();
  private final Map<Thread, Readings> readings = new ConcurrentHashMap<>();
  private final Reranker reranker =
      new Reranker(new Gated(), FakeScoring.UNCALIBRATED, 16, this::read, turns);

  /** First and last time that a search looked at the clock. */
  private record Readings(long first, long last) {}

  /** One search, on the clock. */
  private record Served(long budgetMillis, long millis, int depthReached, boolean outOfTime) {}

  @RepeatedTest(20)
  void rerankImages_eightBudgetsAtOnce_noneWaitsLongerThanTheOthersTogether() throws Exception {
    List<Long> budgets = IntStream.rangeClosed(1, SEARCHES).mapToObj(i -> 50L * i).toList();
    long all = budgets.stream().mapToLong(Long::longValue).sum();

    for (Served served : atOnce(budgets)) {
      long waited = served.millis() - served.depthReached() * PAIR_MILLIS;
      assertThat(waited).as("%s", served).isLessThanOrEqualTo(all - served.budgetMillis());
      assertThat(served.millis()).as("%s", served).isLessThanOrEqualTo(400 + PAIR_EACH_MILLIS);
      assertThat(served.depthReached()).as("%s", served).isPositive();
      assertThat(served.outOfTime()).as("%s", served).isTrue();
    }
  }

  @RepeatedTest(20)
  void rerankImages_eightEqualBudgets_allEndWithTheBudgetButForOnePairEach() throws Exception {
    List<Served> all = atOnce(IntStream.range(0, SEARCHES).mapToObj(i -> 160L).toList());

    assertThat(all)
        .allMatch(served -> served.millis() <= 160 + PAIR_EACH_MILLIS)
        .allMatch(served -> served.depthReached() > 0)
        .allMatch(Served::outOfTime);
  }

  @RepeatedTest(20)
  void rerankImages_oneBudgetBesideSevenWithout_isKept() throws Exception {
    List<Long> budgets = new ArrayList<>(Collections.nCopies(SEARCHES - 1, NO_BUDGET));
    budgets.add(1000L);

    List<Served> all = atOnce(budgets);

    Served hurried = all.getLast();
    // Whoever came first may have begun a whole chunk before anybody was in a hurry.
    assertThat(hurried.millis()).as("%s", hurried).isLessThanOrEqualTo(1000 + PAIR_EACH_MILLIS);
    assertThat(hurried.depthReached()).as("%s", hurried).isGreaterThan(16);
    assertThat(all.subList(0, SEARCHES - 1))
        .allMatch(served -> served.depthReached() == CANDIDATES)
        .noneMatch(Served::outOfTime);
  }

  private List<Served> atOnce(List<Long> budgets) throws Exception {
    matcher.nanosPerPair = TimeUnit.MILLISECONDS.toNanos(PAIR_MILLIS);
    try (ExecutorService threads = Executors.newFixedThreadPool(SEARCHES)) {
      List<Future<Served>> searches = new ArrayList<>();
      for (long budget : budgets) {
        searches.add(threads.submit(() -> serve(budget)));
      }
      List<Served> served = new ArrayList<>();
      for (Future<Served> search : searches) {
        served.add(search.get());
      }
      return served;
    }
  }

  private Served serve(long budgetMillis) {
    RerankOutcome.Reranked outcome;
    try {
      outcome =
          (RerankOutcome.Reranked)
              reranker.rerankImages(
                  QUERY,
                  candidates(CANDIDATES),
                  Scripted.each(id -> Optional.of(PatchFeatures.of(1, 1, new float[] {1}))),
                  new RerankBudget(CANDIDATES, budget(budgetMillis)));
    } finally {
      done.incrementAndGet();
    }
    Readings seen = Objects.requireNonNull(readings.get(Thread.currentThread()));
    return new Served(
        budgetMillis,
        TimeUnit.NANOSECONDS.toMillis(seen.last() - seen.first()),
        outcome.depthReached(),
        outcome.outOfTime());
  }

  private static Optional<Duration> budget(long millis) {
    return millis == NO_BUDGET ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }

  private long read() {
    long now = matcher.clock.get();
    readings.merge(
        Thread.currentThread(),
        new Readings(now, now),
        (earlier, latest) -> new Readings(earlier.first(), latest.last()));
    return now;
  }

  private static List<Candidate> candidates(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Candidate(
                    new ItemId(String.format(Locale.ROOT, "item%06d", i)), new ItcScore(0.5f)))
        .toList();
  }

  /**
   * Scores, and so moves the clock, only while every other search waits for its turn or is done.
   */
  private final class Gated implements MatchEncoder {

    @Override
    public TokenizedText tokenize(String text) {
      throw new UnsupportedOperationException("texts come as tokens here");
    }

    @Override
    public List<ItmScore> scoreImages(TokenizedText text, List<PatchFeatures> images) {
      while (turns.waiting() + done.get() < SEARCHES - 1) {
        Thread.onSpinWait();
      }
      return matcher.scoreImages(text, images);
    }

    @Override
    public List<ItmScore> scoreTexts(PatchFeatures image, List<TokenizedText> texts) {
      return matcher.scoreTexts(image, texts);
    }
  }
}
