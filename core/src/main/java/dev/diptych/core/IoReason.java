package dev.diptych.core;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a file, a folder or a connection failed, in words for people: the one place that turns such
 * exceptions into text. No name of a Java class comes out of it.
 */
public final class IoReason {

  private static final Pattern CLASS_NAME =
      Pattern.compile("(?:[a-z][a-z0-9_]*\\.)++[A-Z][A-Za-z0-9_$]*(?:: ?|$)");

  /** Lucene names the object that it read from, with the file inside. */
  private static final Pattern RESOURCE =
      Pattern.compile("\\(resource=[^\"]{0,200}\"([^\"]{0,4000})\"[^\"]*$");

  private IoReason() {}

  /** {@return the reason, without the name of the file: for messages that have named it} */
  public static String of(@Nullable Throwable error) {
    return switch (error) {
      case null -> "it failed for an unknown reason";
      case UncheckedIOException wrapper -> of(wrapper.getCause());
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such file or folder";
      case FileAlreadyExistsException _ -> "it is there already";
      case DirectoryNotEmptyException _ -> "the folder is not empty";
      case NotDirectoryException _ -> "it is no folder";
      case FileSystemLoopException _ -> "its symbolic links form a loop";
      case FileSystemException other when other.getReason() != null -> plain(other.getReason());
      case FileSystemException _ -> "the file system refused it";
      case EOFException _ -> "it ends too early";
      case CharacterCodingException _ -> "it is not text in the expected encoding";
      case ClosedByInterruptException _ -> "interrupted";
      case UnknownHostException unknown -> "unknown host " + plain(unknown.getMessage());
      case ConnectException connect when connect.getMessage() == null -> "connection refused";
      case IOException other -> plain(other.getMessage());
      default -> error.getMessage() == null ? "no reason was given" : plain(error.getMessage());
    };
  }

  /**
   * {@return the reason with the file that it is about, where the exception names one: for messages
   * about a folder or a task, in which any of several files may have failed}
   */
  public static String withFile(IOException error) {
    return error instanceof FileSystemException named && named.getFile() != null
        ? "%s (%s)".formatted(of(error), named.getFile())
        : of(error);
  }

  /** Exceptions made from others carry those by class and message. */
  private static String plain(@Nullable String message) {
    String text = message == null ? "" : CLASS_NAME.matcher(message).replaceAll("");
    text = RESOURCE.matcher(text).replaceFirst("(in $1)").strip();
    return text.isEmpty() ? "reading or writing failed" : text;
  }
}
