package dev.diptych.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.indexer.IndexingRequest;
import dev.diptych.indexer.IndexingRun;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a job that fails is told to those who go on afterwards. */
final class IndexingJobTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new DiptychException(ErrorCode.LOCKED, "locked; wait"), "locked; wait"),
        Arguments.of(new OutOfMemoryError("Java heap space"), "DIPTYCH_JAVA_OPTS=-Xmx"),
        Arguments.of(
            new IllegalStateException("deeper", new OutOfMemoryError("Java heap space")),
            "DIPTYCH_JAVA_OPTS=-Xmx"),
        Arguments.of(new StackOverflowError(), "defect of Diptych"),
        Arguments.of(new NoClassDefFoundError("a/b/C"), "defect of Diptych: a/b/C"),
        Arguments.of(new IllegalStateException("no such state"), "defect of Diptych: no such"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void end_workThrows_isAReasonInWords(Throwable failure, String words) {
    IndexingRun run = IndexingRun.of(IndexingRequest.of(List.of(Path.of("unread"))));
    IndexingJob job = IndexingJob.start(run, ignored -> raise(failure));
    assertThat(job.end())
        .isInstanceOfSatisfying(
            IndexingJob.End.Failed.class, end -> assertThat(end.reason()).contains(words));
    assertThat(job.isDone()).isTrue();
  }

  private static IndexingReport raise(Throwable failure) {
    switch (failure) {
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new AssertionError(failure);
    }
  }
}
