package dev.diptych.reranker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.PatchFeatures;
import java.nio.FloatBuffer;
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
  void features_viewOfAFile_isReadOnceOnly() {
    FeatureCache cache = new FeatureCache(1 << 20);
    AtomicInteger reads = new AtomicInteger();
    PatchFeatures view =
        new PatchFeatures() {
          @Override
          public int patches() {
            return 1;
          }

          @Override
          public int width() {
            return 2;
          }

          @Override
          public void copyTo(FloatBuffer target) {
            reads.incrementAndGet();
            target.put(new float[] {3, 4});
          }

          @Override
          public long byteSize() {
            return 4;
          }
        };

    for (int i = 0; i < 3; i++) {
      assertThat(cache.features("hash", () -> Optional.of(view)).orElseThrow().toArray())
          .containsExactly(3, 4);
    }

    assertThat(reads).hasValue(1);
  }

  @Test
  void features_storedAsBytes_areKeptAsBytes() {
    FeatureCache cache = new FeatureCache(1 << 20);
    PatchFeatures bytes = PatchFeatures.ofInt8(2, 1, new byte[] {3, -4}, new float[] {1, 0.5f});

    PatchFeatures kept = cache.features("hash", () -> Optional.of(bytes)).orElseThrow();

    assertThat(kept.byteSize()).isEqualTo(2 + 2 * 4);
    assertThat(kept.toArray()).containsExactly(3, -2);
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
