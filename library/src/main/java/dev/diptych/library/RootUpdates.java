package dev.diptych.library;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.indexer.IndexingRequest;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Updates of one index for people who may not name any folder they like: only from the roots that
 * whoever runs the program has named, and what lies below them. Thread-safe.
 */
public final class RootUpdates {

  private final DiptychIndex index;
  private final List<Path> roots;

  private @Nullable Started started;

  private static final class Started {
    private final int number;
    private final List<String> paths;
    private final IndexingJob job;
    private final JobLog log;
    private volatile boolean stopped;

    Started(int number, List<String> paths, IndexingJob job, JobLog log) {
      this.number = number;
      this.paths = paths;
      this.job = job;
      this.log = log;
    }
  }

  /**
   * What can be updated and how that goes.
   *
   * @param allowed whether there is any root
   * @param roots the folders and files that may be read
   * @param job the update that runs or ran last; null before the first
   */
  public record Answer(boolean allowed, List<String> roots, @Nullable JobAnswer job) {

    /** Nothing may be updated. */
    public static final Answer NONE = new Answer(false, List.of(), null);
  }

  /**
   * Updates of an index from roots.
   *
   * @param index what is updated; stays the caller's
   * @param roots folders and files that exist
   * @throws DiptychException NOT_FOUND for a root that does not exist
   */
  public RootUpdates(DiptychIndex index, List<Path> roots) {
    this.index = index;
    this.roots = roots.stream().map(RootUpdates::real).toList();
  }

  /** {@return what can be updated and how that goes} */
  public Answer answer() {
    return new Answer(!roots.isEmpty(), roots.stream().map(Path::toString).toList(), job());
  }

  private @Nullable JobAnswer job() {
    Started now;
    synchronized (this) {
      now = started;
    }
    if (now == null) {
      return null;
    }
    boolean running = !now.job.isDone();
    JobAnswer.@Nullable Counts counts = null;
    @Nullable String error = null;
    if (!running) {
      switch (now.job.end()) {
        case IndexingJob.End.Reported(IndexingReport report) ->
            counts = JobAnswer.Counts.of(report.total());
        case IndexingJob.End.Failed(String reason) -> error = reason;
      }
    }
    return JobAnswer.of(
        now.number, now.paths, running, now.stopped, now.job.progress(), now.log, counts, error);
  }

  /**
   * Begins an update and returns at once.
   *
   * @param paths roots, or folders and files below them; empty for all roots
   * @throws DiptychException INVALID_REQUEST for a path that is not below a root; NOT_FOUND for one
   *     that does not exist; LOCKED while an update is under way
   */
  public synchronized void start(List<String> paths) {
    List<Path> chosen = paths.isEmpty() ? roots : paths.stream().map(this::belowRoot).toList();
    if (chosen.isEmpty()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "this server indexes nothing; start it with the folders it may index: diptych serve --roots PATH...");
    }
    JobLog log = new JobLog();
    UpdateRequest request =
        UpdateRequest.of(IndexingRequest.of(chosen).withExcluded(List.of(index.folder().folder())))
            .withListener(log);
    IndexingJob job = index.jobs().start(request);
    int number = started == null ? 1 : started.number + 1;
    started = new Started(number, chosen.stream().map(Path::toString).toList(), job, log);
  }

  /** Ends the update under way soon; what is done is kept. Does nothing where none is. */
  public synchronized void stop() {
    if (started != null && !started.job.isDone()) {
      started.stopped = true;
      started.job.stop();
    }
  }

  /** A path that lies in a root before and after links are followed. */
  private Path belowRoot(String text) {
    Path path;
    try {
      path = Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw outside(text, e);
    }
    if (roots.stream().noneMatch(path::startsWith)) {
      throw outside(text, null);
    }
    Path real = real(path);
    if (roots.stream().noneMatch(real::startsWith)) {
      throw outside(text, null);
    }
    return real;
  }

  private DiptychException outside(String text, @Nullable Exception cause) {
    String named =
        roots.isEmpty()
            ? "none; start the server with --roots PATH..."
            : roots.stream().map(Path::toString).collect(Collectors.joining(", "));
    String message =
        "only what lies in the folders that the server was started with may be indexed, and \"%s\" does not; they are: %s"
            .formatted(text, named);
    return cause == null
        ? new DiptychException(ErrorCode.INVALID_REQUEST, message)
        : new DiptychException(ErrorCode.INVALID_REQUEST, message, cause);
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "%s cannot be indexed: %s; name a folder that exists".formatted(path, IoReason.of(e)),
          e);
    }
  }
}
