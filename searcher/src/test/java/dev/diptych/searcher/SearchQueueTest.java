package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.Cancellation;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SearchQueueTest {

  private static final SearchRequest REQUEST =
      SearchRequest.of(new Query.Text("a red circle"), Modality.IMAGE);

  private final BlockedEngine engine = new BlockedEngine();
  private final ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void finish() {
    engine.goOn.countDown();
    askers.shutdownNow();
  }

  private SearchQueue queue(Duration longestWait) {
    return new SearchQueue(engine, new SearchQueue.Limits(2, 1, longestWait));
  }

  @Test
  void search_placesAllTaken_refusedAtOnceAndTheOthersAnswered() throws Exception {
    try (SearchQueue queue = queue(Duration.ofMinutes(5))) {
      List<Future<SearchResponse>> taken = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        taken.add(askers.submit(() -> queue.search(REQUEST, Cancellation.NEVER)));
      }
      engine.begun.acquire(2);
      while (queue.size() < 3) {
        Thread.onSpinWait();
      }

      assertRefused(() -> queue.search(REQUEST, Cancellation.NEVER), ErrorCode.OVERLOADED, "2 ");

      engine.goOn.countDown();
      for (Future<SearchResponse> answer : taken) {
        assertThat(answer.get().hits()).isEmpty();
      }
    }
    assertThat(engine.threads).allSatisfy(name -> assertThat(name).startsWith("search-"));
  }

  @Test
  void search_noTurnInTime_refused() throws Exception {
    try (SearchQueue queue = queue(Duration.ofMillis(50))) {
      for (int i = 0; i < 2; i++) {
        var _ = askers.submit(() -> queue.search(REQUEST, Cancellation.NEVER));
      }
      engine.begun.acquire(2);

      assertRefused(() -> queue.search(REQUEST, Cancellation.NEVER), ErrorCode.OVERLOADED, "wait");
    }
    assertThat(engine.searches.get()).isEqualTo(2);
  }

  @Test
  void search_askerLeavesWhileWaiting_neverBegins() throws Exception {
    try (SearchQueue queue = queue(Duration.ofMinutes(5))) {
      for (int i = 0; i < 2; i++) {
        var _ = askers.submit(() -> queue.search(REQUEST, Cancellation.NEVER));
      }
      engine.begun.acquire(2);
      AtomicBoolean left = new AtomicBoolean();
      Future<SearchResponse> waiting = askers.submit(() -> queue.search(REQUEST, left::get));
      left.set(true);

      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(waiting::get)
          .withCauseInstanceOf(CancellationException.class);
      assertThat(queue.size()).isEqualTo(2);
    }
    assertThat(engine.searches.get()).isEqualTo(2);
  }

  @Test
  void search_engineFails_theSameErrorComesBack() {
    engine.goOn.countDown();
    DiptychException failure = new DiptychException(ErrorCode.NOT_FOUND, "no such item");
    engine.failure = failure;
    try (SearchQueue queue = queue(Duration.ofMinutes(5))) {
      assertThatThrownBy(() -> queue.search(REQUEST, Cancellation.NEVER)).isSameAs(failure);
    }
  }

  @Test
  void close_searchesRunAndWait_bothEndAndNoneBegins() throws Exception {
    SearchQueue queue = queue(Duration.ofMinutes(5));
    List<Future<SearchResponse>> searches = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      searches.add(askers.submit(() -> queue.search(REQUEST, Cancellation.NEVER)));
    }
    engine.begun.acquire(2);
    while (queue.size() < 3) {
      Thread.onSpinWait();
    }

    queue.close();
    engine.goOn.countDown();

    for (Future<SearchResponse> search : searches) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> search.get(30, TimeUnit.SECONDS))
          .withMessageContaining("stopping");
    }
    assertRefused(() -> queue.search(REQUEST, Cancellation.NEVER), ErrorCode.OVERLOADED, "stop");
    assertThat(engine.searches.get()).isEqualTo(2);
  }

  @Test
  void limits_none_invalid() {
    assertRefused(
        () -> new SearchQueue.Limits(0, 1, Duration.ofSeconds(1)),
        ErrorCode.INVALID_REQUEST,
        "1 place");
  }

  @Test
  void text_longerThanTheCap_tooLargeNamingIt() {
    assertThat(new Query.Text("x".repeat(Query.Text.LONGEST)).words()).hasSize(32_768);
    assertRefused(
        () -> new Query.Text("x".repeat(Query.Text.LONGEST + 1)), ErrorCode.TOO_LARGE, "32768");
  }

  @Test
  void within_anyBudget_isTheShorterOne() {
    Duration most = Duration.ofSeconds(10);

    assertThat(REQUEST.within(most).budget()).contains(most);
    assertThat(REQUEST.within(Duration.ofHours(1)).within(most).budget()).contains(most);
    assertThat(REQUEST.within(Duration.ofMillis(5)).within(most).budget())
        .contains(Duration.ofMillis(5));
  }

  private static void assertRefused(Runnable asking, ErrorCode code, String said) {
    assertThatThrownBy(asking::run)
        .isInstanceOfSatisfying(DiptychException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(said);
  }

  /** Searches until it may go on, then sees whether anybody still waits. */
  private static final class BlockedEngine implements SearchEngine {

    final Semaphore begun = new Semaphore(0);
    final CountDownLatch goOn = new CountDownLatch(1);
    final AtomicInteger searches = new AtomicInteger();
    final List<String> threads = Collections.synchronizedList(new ArrayList<>());
    volatile @Nullable DiptychException failure;

    @Override
    public SearchResponse search(SearchRequest request, Cancellation cancellation) {
      searches.incrementAndGet();
      threads.add(Thread.currentThread().getName());
      begun.release();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new AssertionError("searches are not interrupted", e);
      }
      cancellation.check();
      if (failure != null) {
        throw failure;
      }
      Duration none = Duration.ZERO;
      return new SearchResponse(
          List.of(),
          new SearchResponse.RecallStage(0, 0, true),
          new SearchResponse.RerankStage(0, false, Optional.empty()),
          List.of(),
          new SearchResponse.Timings(none, none, none, none));
    }

    @Override
    public Duplicates duplicates(Cancellation cancellation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ItemExplanation explain(ItemId image, String words) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Suggestion> suggest(String typed, int most) {
      return List.of();
    }

    @Override
    public AuditReport audit(AuditRequest request, Cancellation cancellation, LongConsumer done) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Item> item(ItemId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Item> copiesOf(Item image) {
      throw new AssertionError();
    }

    @Override
    public List<String> textsOf(Item image) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<byte[]> thumbnail(ItemId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<SeekableByteChannel> openImageFile(ItemId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public EngineStatus status() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void warmUp() {}

    @Override
    public boolean isWarm() {
      return true;
    }

    @Override
    public boolean refresh() {
      return false;
    }

    @Override
    public void close() {}
  }
}
