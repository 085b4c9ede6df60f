package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Modality;
import dev.diptych.testkit.fakes.MemoryReader;
import dev.diptych.testkit.fakes.WordModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcurrentSearchTest {

  private static final long SEED = 31;

  private final MemoryReader reader = new MemoryReader();
  private final SearchEngine engine =
      IndexSearchEngine.open(
          reader,
          new WordModel(),
          WordModel::read,
          new SearchOptions(10_000, 20_000, 4, Duration.ZERO)); // so small that entries come and go

  @Test
  void search_manyThreads_sameAsSerial() throws Exception {
    fill(300);
    engine.refresh();
    List<SearchRequest> requests = requests(200);
    List<List<SearchHit>> serial =
        requests.stream().map(request -> engine.search(request).hits()).toList();

    List<List<SearchHit>> concurrent = atOnce(requests);

    assertThat(concurrent).as("seed %s", SEED).isEqualTo(serial);
  }

  @Test
  void search_whileTheIndexGrows_answersFromOneCommitOrTheNext() throws Exception {
    fill(100);
    engine.refresh();
    List<SearchRequest> requests = requests(200);
    CountDownLatch growing = new CountDownLatch(1);
    try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
      Future<?> grown =
          writer.submit(
              () -> {
                for (int count = 110; count <= 400; count += 10) {
                  fill(count);
                  engine.refresh();
                  growing.countDown();
                }
              });
      growing.await();
      for (List<SearchHit> hits : atOnce(requests)) {
        assertThat(hits).isNotEmpty();
        assertThat(hits).extracting(hit -> hit.item().id()).doesNotHaveDuplicates();
      }
      grown.get();
    }
    List<List<SearchHit>> serial =
        requests.stream().map(request -> engine.search(request).hits()).toList();

    assertThat(atOnce(requests)).as("seed %s", SEED).isEqualTo(serial);
  }

  @Test
  void close_whileSearching_waitsAndThenRefuses() throws Exception {
    fill(300);
    engine.refresh();
    CountDownLatch searching = new CountDownLatch(20);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (SearchRequest request : requests(200)) {
        answers.add(
            threads.submit(
                () -> {
                  try {
                    return !engine.search(request).hits().isEmpty();
                  } catch (DiptychException refused) {
                    return reader.closed;
                  } finally {
                    searching.countDown();
                  }
                }));
      }
      searching.await();
      engine.close();
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  private void fill(int count) {
    List<String> sayings = Sayings.random(count, SEED);
    IntStream.range(0, count).forEach(i -> reader.picture(i, sayings.get(i)));
    IntStream.range(0, count).forEach(i -> reader.text(i, sayings.get(count - 1 - i), null));
  }

  /** All four directions in turn. */
  private static List<SearchRequest> requests(int count) {
    List<String> sayings = Sayings.random(count, SEED + 1);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              Query query =
                  i % 2 == 0
                      ? new Query.Text(sayings.get(i))
                      : Query.Image.of(WordModel.file(sayings.get(i)));
              Modality target = i % 4 < 2 ? Modality.IMAGE : Modality.TEXT;
              return new SearchRequest(query, target, 12, i % 5, 16, Optional.empty());
            })
        .toList();
  }

  private List<List<SearchHit>> atOnce(List<SearchRequest> requests) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<SearchHit>>> searches = new ArrayList<>();
      requests.forEach(request -> searches.add(() -> engine.search(request).hits()));
      List<List<SearchHit>> hits = new ArrayList<>();
      for (Future<List<SearchHit>> answer : threads.invokeAll(searches)) {
        hits.add(answer.get());
      }
      return hits;
    }
  }
}
