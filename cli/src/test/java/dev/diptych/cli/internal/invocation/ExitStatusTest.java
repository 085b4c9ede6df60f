package dev.diptych.cli.internal.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ExitStatusTest {

  @ParameterizedTest
  @CsvSource({"USER, 2", "DATA, 3", "RESOURCE, 4", "INTERNAL, 70"})
  void codeOf_kind_isDocumented(ErrorCode.Kind kind, int code) {
    assertThat(ExitStatus.codeOf(kind)).isEqualTo(code);
  }

  @ParameterizedTest
  @EnumSource
  void of_diptychException_kindAndMessageDecide(ErrorCode code) {
    assertThat(ExitStatus.of(new DiptychException(code, "what, rule, value, fix")))
        .isEqualTo(new ExitStatus(ExitStatus.codeOf(code.kind()), "what, rule, value, fix"));
  }

  @Test
  void of_fileErrors_sayWhichFileAndWhy() {
    assertThat(ExitStatus.of(new NoSuchFileException("a.csv")))
        .isEqualTo(new ExitStatus(4, "no such file or folder: a.csv"));
    assertThat(ExitStatus.of(new UncheckedIOException(new AccessDeniedException("/root/x"))))
        .isEqualTo(new ExitStatus(4, "no permission for /root/x; check its owner and mode"));
    assertThat(ExitStatus.of(new FileSystemException("x", null, "No space left on device")))
        .isEqualTo(new ExitStatus(4, "x: No space left on device"));
    assertThat(ExitStatus.of(new IOException("odd")).message()).contains("odd");
  }

  @Test
  void of_heapTooSmall_namesTheFix() {
    ExitStatus status = ExitStatus.of(new OutOfMemoryError("Java heap space"));
    assertThat(status.code()).isEqualTo(4);
    assertThat(status.message()).contains("DIPTYCH_JAVA_OPTS=-Xmx");
  }

  @Test
  void of_anythingElse_isADefect() {
    for (Throwable error :
        List.of(new IllegalStateException(), new StackOverflowError(), new AssertionError("x"))) {
      ExitStatus status = ExitStatus.of(error);
      assertThat(status.code()).isEqualTo(70);
      assertThat(status.message())
          .startsWith("a defect in diptych")
          .contains(error.getClass().getSimpleName())
          .contains("--verbose");
    }
  }
}
