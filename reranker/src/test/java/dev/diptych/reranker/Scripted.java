package dev.diptych.reranker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.ItcScore;
import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.reranker.RerankOutcome.Reranked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Candidates, pictures and texts as {@link ScriptedMatcher} reads them, and budgets. */
final class Scripted {

  private Scripted() {}

  static Reranked reranked(RerankOutcome outcome) {
    assertThat(outcome).isInstanceOf(Reranked.class);
    return (Reranked) outcome;
  }

  static RerankBudget depth(int depth) {
    return new RerankBudget(depth, Optional.empty());
  }

  static RerankBudget budget(int depth, long millis) {
    return new RerankBudget(depth, Optional.of(Duration.ofMillis(millis)));
  }

  static FeatureSource pictures(List<Float> logits) {
    return each(id -> Optional.of(picture(logits.get(place(id)))));
  }

  /** A source that reads its pictures one by one. */
  static FeatureSource each(Function<ItemId, Optional<PatchFeatures>> reading) {
    return ids -> {
      Map<ItemId, PatchFeatures> read = new HashMap<>();
      ids.forEach(id -> reading.apply(id).ifPresent(features -> read.put(id, features)));
      return read;
    };
  }

  static PatchFeatures picture(float logit) {
    return PatchFeatures.of(1, 1, new float[] {logit});
  }

  static TokenizedText text(int logit) {
    return text(logit, 1);
  }

  static TokenizedText text(int logit, int words) {
    List<Integer> ids = new ArrayList<>(List.of(101));
    ids.addAll(Collections.nCopies(words, logit));
    ids.add(102);
    return new TokenizedText(ids, false);
  }

  static List<Candidate> descending(int count) {
    return IntStream.range(0, count).mapToObj(i -> at(i, 0.5f - i / 1024f)).toList();
  }

  static List<Float> ascending(int count) {
    return IntStream.range(0, count).mapToObj(i -> (float) i).toList();
  }

  static Candidate at(int place, float itc) {
    return new Candidate(id(place), new ItcScore(itc));
  }

  static ItemId id(int place) {
    return new ItemId(String.format(Locale.ROOT, "item%06d", place));
  }

  static int place(ItemId id) {
    return Integer.parseInt(id.value().substring(4));
  }
}
