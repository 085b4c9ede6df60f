package dev.diptych.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people read where a disk or a network fails. */
class IoReasonTest {

  @Test
  void of_kindsOfFailure_areWords() {
    assertThat(IoReason.of(new AccessDeniedException("/x/LOCK"))).isEqualTo("permission denied");
    assertThat(IoReason.of(new NoSuchFileException("/x"))).isEqualTo("no such file or folder");
    assertThat(IoReason.of(new FileSystemException("/x", null, "Read-only file system")))
        .isEqualTo("Read-only file system");
    assertThat(IoReason.of(new IOException("No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(IoReason.of(new UncheckedIOException(new AccessDeniedException("/x"))))
        .isEqualTo("permission denied");
    assertThat(IoReason.of(new UnknownHostException("hub.example")))
        .isEqualTo("unknown host hub.example");
  }

  @Test
  void withFile_exceptionThatNamesAFile_namesIt() {
    assertThat(IoReason.withFile(new AccessDeniedException("/x/LOCK")))
        .isEqualTo("permission denied (/x/LOCK)");
    assertThat(IoReason.withFile(new IOException("No space left on device")))
        .isEqualTo("No space left on device");
  }

  @Test
  void of_anything_namesNoJavaClass() {
    for (Throwable error :
        List.of(
            new AccessDeniedException(null),
            new FileSystemException("/x"),
            new FileAlreadyExistsException("/x"),
            new DirectoryNotEmptyException("/x"),
            new EOFException(),
            new IOException(),
            new IOException(new AccessDeniedException("/x")),
            new IOException(new IOException(new IllegalStateException())),
            new MalformedInputException(1),
            new ConnectException(),
            new IllegalStateException(),
            new IOException(
                "codec footer mismatch (resource=BufferedChecksumIndexInput(MMapIndexInput(path=\"/i/_0.cfs\")))"))) {
      assertThat(IoReason.of(error))
          .isNotBlank()
          .doesNotContainPattern("[a-z]\\.[A-Z]|Exception|Error|Input\\(");
    }
    assertThat(
            IoReason.of(
                new IOException(
                    "codec footer mismatch (resource=BufferedChecksumIndexInput(MMapIndexInput(path=\"/i/_0.cfs\")))")))
        .isEqualTo("codec footer mismatch (in /i/_0.cfs)");
  }
}
