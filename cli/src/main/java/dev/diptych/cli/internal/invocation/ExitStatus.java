package dev.diptych.cli.internal.invocation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/**
 * How a command ended: the process exit code and the sentence that explains it. The only place that
 * turns errors into exit codes.
 *
 * @param code 0 to 255
 * @param message one line for people; empty on success
 */
public record ExitStatus(int code, String message) {

  public static final int OK = 0;
  public static final int USER = 2;
  public static final int DATA = 3;
  public static final int RESOURCE = 4;
  public static final int INTERNAL = 70;

  public static int codeOf(ErrorCode.Kind kind) {
    return switch (kind) {
      case USER -> USER;
      case DATA -> DATA;
      case RESOURCE -> RESOURCE;
      case INTERNAL -> INTERNAL;
    };
  }

  /** {@return what this error means to the caller of the process} */
  public static ExitStatus of(Throwable error) {
    return switch (error) {
      case DiptychException e -> new ExitStatus(codeOf(e.code().kind()), messageOf(e));
      case UncheckedIOException e -> new ExitStatus(RESOURCE, explain(causeOf(e)));
      case IOException e -> new ExitStatus(RESOURCE, explain(e));
      case OutOfMemoryError _ ->
          new ExitStatus(
              RESOURCE,
              "the Java heap of %s MiB is too small for this; give it more, for example with DIPTYCH_JAVA_OPTS=-Xmx4g"
                  .formatted(Runtime.getRuntime().maxMemory() >> 20));
      case UnsatisfiedLinkError e ->
          new ExitStatus(
              RESOURCE,
              "a native library does not load on this machine (%s)".formatted(messageOf(e)));
      default ->
          new ExitStatus(
              INTERNAL,
              "a defect in diptych (%s: %s); run again with --verbose and report what it prints"
                  .formatted(error.getClass().getSimpleName(), messageOf(error)));
    };
  }

  private static String explain(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "no such file or folder: " + missing.getFile();
      case AccessDeniedException denied ->
          "no permission for %s; check its owner and mode".formatted(denied.getFile());
      case FileSystemException failed -> "%s: %s".formatted(failed.getFile(), IoReason.of(failed));
      default -> "reading or writing failed (%s)".formatted(IoReason.of(e));
    };
  }

  private static IOException causeOf(UncheckedIOException e) {
    return Objects.requireNonNullElseGet(e.getCause(), () -> new IOException(messageOf(e)));
  }

  /** {@return what an error says of itself, or its class where it says nothing} */
  public static String messageOf(Throwable e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }
}
