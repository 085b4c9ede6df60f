package dev.diptych.reranker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.PatchFeatures;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FeatureCacheTest {

  private final AtomicInteger loads = new AtomicInteger();

  @Test
  void features_askedTwice_loadsOnce() {
    FeatureCache cache = new FeatureCache(1 << 20);

    Optional<PatchFeatures> first = cache.features("hash", () -> load(10));
    Optional<PatchFeatures> second = cache.features("hash", () -> load(10));

    assertThat(second.orElseThrow()).isSameAs(first.orElseThrow());
    assertThat(loads).hasValue(1);
    assertThat(cache.usage().hits()).isEqualTo(1);
    assertThat(cache.usage().misses()).isEqualTo(1);
  }

  @Test
  void features_noneStored_asksAgainNextTime() {
    FeatureCache cache = new FeatureCache(1 << 20);

    assertThat(cache.features("hash", Optional::empty)).isEmpty();
    assertThat(cache.features("hash", () -> load(10))).isPresent();
  }

  @Test
  void features_moreThanFits_staysWithinItsBytes() {
    long maximum = 100_000;
    FeatureCache cache = new FeatureCache(maximum);

    for (int i = 0; i < 100; i++) {
      cache.features("hash" + i, () -> load(1000));
      assertThat(cache.usage().bytes()).isLessThanOrEqualTo(maximum);
    }

    assertThat(cache.usage().bytes()).isGreaterThan(maximum / 2);
    assertThat(cache.usage().maximumBytes()).isEqualTo(maximum);
  }

  @Test
  void features_noRoomAtAll_stillAnswers() {
    FeatureCache cache = new FeatureCache(0);

    assertThat(cache.features("hash", () -> load(10))).isPresent();
    assertThat(cache.usage().bytes()).isZero();
  }

  private Optional<PatchFeatures> load(int numbers) {
    loads.incrementAndGet();
    return Optional.of(PatchFeatures.of(1, numbers, new float[numbers]));
  }
}
