package dev.diptych.indexer.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.Modality;
import dev.diptych.indexer.internal.encode.Prepared.Fresh;
import dev.diptych.indexer.internal.encode.Prepared.Settled;
import dev.diptych.indexer.internal.items.Draft;
import dev.diptych.testkit.jvm.NoThreadLeft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoThreadLeft.class)
class StagesTest {

  private static final Vectors VECTORS = new Vectors(Embedding.of(new float[] {1}), null);

  private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
  private final List<Finding> findings = new ArrayList<>();
  private final AtomicBoolean stopped = new AtomicBoolean();

  @Test
  void run_manySources_keepsOrderAndFillsBatches() {
    run(8, fresh(100));
    assertThat(sources()).containsExactlyElementsOf(names(100));
    assertThat(findings).allMatch(Finding.Encoded.class::isInstance);
    assertThat(batches).hasSize(13).allMatch(batch -> batch.size() <= 8);
    assertThat(batches.subList(0, 12)).allMatch(batch -> batch.size() == 8);
  }

  @Test
  void run_settledSourcesAmongFresh_keepTheirPlaces() {
    List<Callable<Prepared<Integer>>> sources = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      int number = i;
      sources.add(
          i % 3 == 0
              ? () -> new Settled<>(new Finding.Unchanged("s" + number, Modality.TEXT))
              : () -> input(number, number));
    }
    run(4, sources.iterator());
    assertThat(sources()).containsExactlyElementsOf(names(50));
  }

  @Test
  void run_stoppedWhileASourceHangs_endsWithoutIt() {
    CountDownLatch serverIsBack = new CountDownLatch(1);
    List<Callable<Prepared<Integer>>> sources = new ArrayList<>();
    sources.add(() -> input(0, 0));
    sources.add(
        () -> {
          stopped.set(true);
          serverIsBack.await();
          return input(1, 1);
        });
    sources.add(() -> input(2, 2));
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> run(1, sources.iterator()));
    assertThat(sources()).isIn(names(1), List.of());
    serverIsBack.countDown();
  }

  @Test
  void run_stoppedWhileTheListOfSourcesHangs_ends() {
    CountDownLatch serverIsBack = new CountDownLatch(1);
    Iterator<Callable<Prepared<Integer>>> sources =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            stopped.set(true);
            try {
              serverIsBack.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return false;
          }

          @Override
          public Callable<Prepared<Integer>> next() {
            throw new NoSuchElementException();
          }
        };
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> run(1, sources));
    assertThat(findings).isEmpty();
    serverIsBack.countDown();
  }

  @Test
  void run_sameContentTwice_isEncodedOnce() {
    List<Callable<Prepared<Integer>>> sources = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int number = i;
      sources.add(() -> input(number, number % 5));
    }
    run(4, sources.iterator());
    assertThat(batches.stream().flatMap(List::stream)).containsExactly(0, 1, 2, 3, 4);
    assertThat(findings.stream().filter(Finding.Shared.class::isInstance)).hasSize(35);
    assertThat(findings.subList(0, 5)).allMatch(Finding.Encoded.class::isInstance);
  }

  @Test
  void run_poisonInABatch_costsItselfOnly() {
    run(
        8,
        fresh(20),
        batch -> {
          if (batch.contains(5)) {
            throw new IllegalStateException("cannot take 5");
          }
        });
    assertThat(findings).hasSize(20);
    assertThat(findings.get(5)).isInstanceOf(Finding.Skipped.class);
    assertThat(((Finding.Skipped) findings.get(5)).reason()).contains("cannot take 5");
    assertThat(findings.stream().filter(Finding.Encoded.class::isInstance)).hasSize(19);
  }

  @Test
  void run_memoryShortForABatch_isTriedOneByOneAndCostsNothing() {
    run(
        8,
        fresh(20),
        batch -> {
          if (batch.size() > 1) {
            throw new IllegalStateException(new OutOfMemoryError("Java heap space"));
          }
        });
    assertThat(findings).hasSize(20).allMatch(Finding.Encoded.class::isInstance);
  }

  @Test
  void run_memoryShortForGood_keepsWhatTheIndexHasAndEndsTheRunAsUsual() {
    run(
        8,
        fresh(40),
        batch -> {
          throw new IllegalStateException(new OutOfMemoryError("Java heap space"));
        });
    assertThat(findings).hasSize(40);
    for (Finding finding : findings) {
      assertThat(finding).isInstanceOf(Finding.Skipped.class);
      assertThat(((Finding.Skipped) finding).replaced()).isFalse();
      assertThat(((Finding.Skipped) finding).reason()).contains("not enough memory now");
    }
  }

  @Test
  void run_encoderThatAlwaysFails_endsWithItsCause() {
    assertThatThrownBy(
            () ->
                run(
                    8,
                    fresh(1000),
                    batch -> {
                      throw new IllegalStateException("out of order");
                    }))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("32 inputs in a row")
        .hasRootCauseMessage("out of order");
  }

  @Test
  void run_writerThatFails_endsWithItsException() {
    AtomicInteger written = new AtomicInteger();
    assertThatThrownBy(
            () ->
                new Stages<Integer>(this::encode, 4, stopped::get)
                    .run(
                        fresh(10_000),
                        finding -> {
                          if (written.incrementAndGet() == 7) {
                            throw new IllegalStateException("disk full");
                          }
                        },
                        () -> {}))
        .hasMessage("disk full");
    assertThat(written).hasValue(7);
  }

  @Test
  void run_preparationOrSourcesThatFail_endWithTheirExceptionAndKeepWhatCameBefore() {
    List<Callable<Prepared<Integer>>> sources = new ArrayList<>();
    sources.add(() -> new Settled<>(new Finding.Unchanged("s0", Modality.TEXT)));
    sources.add(
        () -> {
          throw new IllegalStateException("broken preparation");
        });
    assertThatThrownBy(() -> run(4, sources.iterator())).hasMessage("broken preparation");
    assertThat(sources()).containsExactly("s0");
    Iterator<Callable<Prepared<Integer>>> broken =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            throw new IllegalStateException("broken iterator");
          }

          @Override
          public Callable<Prepared<Integer>> next() {
            throw new AssertionError();
          }
        };
    assertThatThrownBy(() -> run(4, broken)).hasMessage("broken iterator");
  }

  @Test
  void run_stopped_writesWhatIsEncodedAndLeavesTheRest() {
    run(2, fresh(10_000), batch -> stopped.set(batches.size() >= 3));
    assertThat(findings.size()).isBetween(1, 8);
    assertThat(sources()).containsExactlyElementsOf(names(findings.size()));
  }

  @Test
  void run_slowWriter_holdsTheOthersBack() {
    AtomicInteger prepared = new AtomicInteger();
    List<Integer> ahead = new ArrayList<>();
    Iterator<Callable<Prepared<Integer>>> sources =
        IntStream.range(0, 2000)
            .<Callable<Prepared<Integer>>>mapToObj(
                i ->
                    () -> {
                      prepared.incrementAndGet();
                      return input(i, i);
                    })
            .iterator();
    new Stages<Integer>(this::encode, 4, stopped::get)
        .run(
            sources,
            finding -> {
              findings.add(finding);
              ahead.add(prepared.get() - findings.size());
            },
            () -> {});
    assertThat(ahead).allMatch(n -> n <= 16 + 16 + 16 + 8);
    assertThat(findings).hasSize(2000);
  }

  @Test
  void run_nothingArrivesForAWhile_callsIdle() {
    CountDownLatch idle = new CountDownLatch(1);
    Callable<Prepared<Integer>> waiting =
        () -> {
          idle.await();
          return input(0, 0);
        };
    new Stages<Integer>(this::encode, 1, stopped::get)
        .run(List.of(waiting).iterator(), findings::add, idle::countDown);
    assertThat(findings).hasSize(1);
  }

  private interface Check {
    void on(List<Integer> batch);
  }

  private void run(int batchSize, Iterator<? extends Callable<Prepared<Integer>>> sources) {
    run(batchSize, sources, batch -> {});
  }

  private void run(
      int batchSize, Iterator<? extends Callable<Prepared<Integer>>> sources, Check check) {
    new Stages<Integer>(
            batch -> {
              check.on(batch.stream().map(Fresh::input).toList());
              return encode(batch);
            },
            batchSize,
            stopped::get)
        .run(sources, findings::add, () -> {});
  }

  private List<Vectors> encode(List<Fresh<Integer>> batch) {
    batches.add(batch.stream().map(Fresh::input).toList());
    return batch.stream().map(number -> VECTORS).toList();
  }

  private static Iterator<Callable<Prepared<Integer>>> fresh(int count) {
    return IntStream.range(0, count)
        .<Callable<Prepared<Integer>>>mapToObj(i -> () -> input(i, i))
        .iterator();
  }

  private static Fresh<Integer> input(int number, int content) {
    return new Fresh<>(
        Draft.text("s" + number, "h" + content, 1, 1, "t", null), content, null, null);
  }

  private List<String> sources() {
    return findings.stream().map(Finding::source).toList();
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "s" + i).toList();
  }
}
