package dev.diptych.searcher;

import dev.diptych.core.Cancellation;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.core.ItemId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Searches of many askers over one engine: so many run, so many more wait, first come, first
 * served, and whoever comes beyond that is refused at once. Nobody waits for long: a search that
 * has not begun after {@link Limits#longestWait} is refused, too. One whose asker has gone is
 * dropped before it begins, or ends between two of its steps.
 *
 * <p>Searches run on platform threads of this queue, so that whoever asks may do so on a virtual
 * thread: its carrier stays free for others while this computes. Thread-safe.
 */
public final class SearchQueue implements AutoCloseable {

  /** How often one that waits looks whether its asker is still there. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long IDLE_SECONDS = 30;

  private final SearchEngine engine;
  private final Limits limits;
  private final ThreadPoolExecutor threads;
  private volatile boolean closed;

  /**
   * A queue before an engine.
   *
   * @param engine what is searched; stays the caller's
   */
  public SearchQueue(SearchEngine engine, Limits limits) {
    this.engine = engine;
    this.limits = limits;
    this.threads =
        new ThreadPoolExecutor(
            limits.running(),
            limits.running(),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.waiting()),
            Thread.ofPlatform().daemon().name("search-", 1).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Waits for its turn and searches.
   *
   * @param asker whether whoever asked still waits; asked by several threads
   * @throws CancellationException when the asker has gone
   * @throws DiptychException OVERLOADED when too many search, waiting took too long or the queue is
   *     closed; else as the engine does
   */
  public SearchResponse search(SearchRequest request, Cancellation asker) {
    return await(new Search<>(cancellation -> engine.search(request, cancellation), asker));
  }

  /**
   * Waits for its turn among the searches and explains.
   *
   * @param asker whether whoever asked still waits; asked by several threads
   * @throws CancellationException when the asker has gone
   * @throws DiptychException as {@link #search} does
   */
  public ItemExplanation explain(ItemId image, String words, Cancellation asker) {
    return await(new Search<>(cancellation -> engine.explain(image, words), asker));
  }

  /**
   * Waits for its turn among the searches and looks for pictures that are the same.
   *
   * @param asker whether whoever asked still waits; asked by several threads
   * @throws CancellationException when the asker has gone
   * @throws DiptychException as {@link #search} does
   */
  public Duplicates duplicates(Cancellation asker) {
    return await(new Search<>(engine::duplicates, asker));
  }

  /**
   * Waits for its turn among the searches and holds texts against their pictures.
   *
   * @param asker whether whoever asked still waits; asked by several threads
   * @throws CancellationException when the asker has gone
   * @throws DiptychException as {@link #search} does, and as {@link SearchEngine#audit} does
   */
  public AuditReport audit(AuditRequest request, Cancellation asker) {
    return await(new Search<>(cancellation -> engine.audit(request, cancellation, _ -> {}), asker));
  }

  private <T> T await(Search<T> search) {
    try {
      threads.execute(search);
    } catch (RejectedExecutionException e) {
      throw closed ? stopping() : overloaded(e);
    }
    return search.await();
  }

  /** {@return how many searches run or wait now} */
  public int size() {
    return threads.getActiveCount() + threads.getQueue().size();
  }

  /**
   * Refuses new searches, drops those that wait and asks the running ones to end. Does not wait for
   * them: each ends with its present step.
   */
  @Override
  public void close() {
    closed = true;
    threads.shutdown();
    List<Runnable> waiting = new ArrayList<>();
    threads.getQueue().drainTo(waiting);
    waiting.forEach(search -> ((Search<?>) search).refuse(stopping()));
  }

  private DiptychException overloaded(Throwable cause) {
    return new DiptychException(
        ErrorCode.OVERLOADED,
        "%s searches run and %s wait, which is as many as this server takes on; ask again in a moment"
            .formatted(limits.running(), limits.waiting()),
        cause);
  }

  private static DiptychException stopping() {
    return new DiptychException(
        ErrorCode.OVERLOADED, "the server is stopping; ask again when it is back");
  }

  /** One search, from waiting to its answer. */
  private final class Search<T> implements Runnable {

    private final Function<Cancellation, T> work;
    private final Cancellation asker;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    Search(Function<Cancellation, T> work, Cancellation asker) {
      this.work = work;
      this.asker = asker;
    }

    @Override
    public void run() {
      begun.countDown();
      Cancellation cancellation = () -> closed || asker.isRequested();
      try {
        cancellation.check();
        answer.complete(work.apply(cancellation));
      } catch (Throwable e) { // whoever waits has to hear of it, whatever it is
        answer.completeExceptionally(e);
      }
    }

    void refuse(DiptychException reason) {
      answer.completeExceptionally(reason);
      begun.countDown();
    }

    T await() {
      try {
        awaitTurn();
        return answer.get();
      } catch (InterruptedException e) {
        threads.remove(this);
        Thread.currentThread().interrupt();
        throw stopping();
      } catch (CancellationException e) {
        throw closed ? stopping() : e;
      } catch (ExecutionException e) {
        throw whyNoAnswer(Objects.requireNonNullElse(e.getCause(), e));
      }
    }

    private void awaitTurn() throws InterruptedException {
      long left = limits.longestWait().toNanos();
      while (!begun.await(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS)) {
        left -= LOOK_NANOS;
        boolean gone = asker.isRequested();
        if ((gone || left <= 0) && threads.remove(this)) {
          asker.check();
          throw new DiptychException(
              ErrorCode.OVERLOADED,
              "the search waited %s s for its turn and has not had it; ask again in a moment"
                  .formatted(limits.longestWait().toSeconds()));
        }
      }
    }

    private RuntimeException whyNoAnswer(Throwable cause) {
      return switch (cause) {
        case RuntimeException known -> known;
        case Error defect -> throw defect;
        default ->
            new DiptychException(
                ErrorCode.INTERNAL, "the search failed: " + IoReason.of(cause), cause);
      };
    }
  }

  /**
   * How much a queue takes on.
   *
   * @param running searches that run side by side, at least 1; they take turns at the encoders
   * @param waiting searches that wait beside them, at least 1
   * @param longestWait most time a search waits for its turn, positive
   */
  public record Limits(int running, int waiting, Duration longestWait) {

    /** 32 run, 96 wait, five seconds at most. */
    public static final Limits DEFAULT = new Limits(32, 96, Duration.ofSeconds(5));

    public Limits {
      if (running < 1 || waiting < 1 || !longestWait.isPositive()) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "a search queue needs at least 1 place to run, 1 to wait and a positive wait, but was given %s, %s and %s"
                .formatted(running, waiting, longestWait));
      }
    }
  }
}
