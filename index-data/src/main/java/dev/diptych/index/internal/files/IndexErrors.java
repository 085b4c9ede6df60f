package dev.diptych.index.internal.files;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.index.IndexChoices;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

/** What goes wrong with an index, each with the command that mends it. */
public final class IndexErrors {

  /** Work on files that may fail. */
  @FunctionalInterface
  public interface FileWork<T extends @Nullable Object> {
    T run() throws IOException;
  }

  private IndexErrors() {}

  /**
   * Does work and turns what it throws into a {@link DiptychException}.
   *
   * @param folder the index
   * @param action what is being done, for the message: "reading", "committing"
   */
  public static <T extends @Nullable Object> T guarded(
      Path folder, String action, FileWork<T> work) {
    try {
      return work.run();
    } catch (DiptychException e) {
      throw e;
    } catch (InternalError e) {
      // What the JVM makes of a mapped page that cannot be read: a file was cut, or the disk
      // failed.
      throw corrupt(folder, "bytes of a mapped file cannot be read", e);
    } catch (IOException | RuntimeException e) {
      throw translated(folder, action, e);
    }
  }

  static DiptychException translated(Path folder, String action, Throwable e) {
    return switch (e) {
      case DiptychException known -> known;
      case UncheckedIOException wrapped when wrapped.getCause() != null ->
          translated(folder, action, wrapped.getCause());
      case AlreadyClosedException closed when closed.getCause() != null ->
          translated(folder, action, closed.getCause());
      case AlreadyClosedException closed ->
          new DiptychException(
              ErrorCode.INTERNAL,
              "%s the index at %s failed: it is already closed".formatted(action, folder),
              closed);
      case IndexFormatTooNewException newer ->
          new DiptychException(
              ErrorCode.INCOMPATIBLE_INDEX,
              "the index at %s was written by a newer Diptych (%s); upgrade Diptych, or start over with %s"
                  .formatted(folder, newer.getMessage(), rebuildCommand(folder)),
              newer);
      case IndexFormatTooOldException older ->
          new DiptychException(
              ErrorCode.INCOMPATIBLE_INDEX,
              "the index at %s was written by a Diptych too old to be read (%s); make it anew with %s"
                  .formatted(folder, older.getMessage(), rebuildCommand(folder)),
              older);
      case LockObtainFailedException locked ->
          new DiptychException(
              ErrorCode.LOCKED,
              "the index at %s is being written by another process (%s); wait for it to finish or stop it, then try again"
                  .formatted(folder, locked.getMessage()),
              locked);
      case CorruptIndexException damage -> corrupt(folder, IoReason.of(damage), damage);
      case EOFException damage ->
          corrupt(folder, "a file ends too early: " + IoReason.of(damage), damage);
      case NoSuchFileException gone ->
          corrupt(folder, "the file %s is missing".formatted(gone.getFile()), gone);
      case FileNotFoundException gone -> corrupt(folder, gone.getMessage(), gone);
      case IndexOutOfBoundsException damage ->
          corrupt(folder, "%s it failed: %s".formatted(action, IoReason.of(damage)), damage);
      case IOException failure ->
          new DiptychException(
              ErrorCode.IO,
              "%s the index at %s failed: %s; check space, permissions and the disk, then try again"
                  .formatted(action, folder, IoReason.withFile(failure)),
              failure);
      default ->
          new DiptychException(
              ErrorCode.INTERNAL,
              "%s the index at %s failed unexpectedly: %s"
                  .formatted(action, folder, IoReason.of(e)),
              e);
    };
  }

  /** There is no {@code index.json}, with or without an index that needs one. */
  public static DiptychException missing(IndexLayout layout) throws IOException {
    for (String name : layout.generationNames()) {
      if (layout.hasItems(name)) {
        return corrupt(
            layout.folder(),
            "the file %s is missing, though %s holds items"
                .formatted(layout.pointer(), layout.generation(name)),
            null);
      }
    }
    return missing(layout.folder());
  }

  private static DiptychException missing(Path folder) {
    return new DiptychException(
        ErrorCode.NOT_FOUND,
        "no index at %s; make one with `diptych index PATH... --index %s`"
            .formatted(folder, shellWord(folder)));
  }

  public static DiptychException corrupt(
      Path folder, @Nullable String what, @Nullable Throwable cause) {
    String message =
        "the index at %s is damaged: %s; `diptych verify --index %s` lists all damage, %s makes it anew"
            .formatted(folder, what, shellWord(folder), rebuildCommand(folder));
    return cause == null
        ? new DiptychException(ErrorCode.CORRUPT_INDEX, message)
        : new DiptychException(ErrorCode.CORRUPT_INDEX, message, cause);
  }

  static DiptychException newerFormat(Path folder, long actual, int supported) {
    return new DiptychException(
        ErrorCode.INCOMPATIBLE_INDEX,
        "the index at %s has format version %s, but this Diptych reads at most %s; upgrade Diptych, or start over with %s"
            .formatted(folder, actual, supported, rebuildCommand(folder)));
  }

  public static DiptychException incompatible(Path folder, String what, String fix) {
    return new DiptychException(
        ErrorCode.INCOMPATIBLE_INDEX, "the index at %s %s; %s".formatted(folder, what, fix));
  }

  public static void requireNoFile(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "an index is a folder, but %s is a file; give another place with --index"
              .formatted(folder));
    }
  }

  /** Memory ran out, and what was written since the last commit is lost. */
  public static DiptychException memoryRanOut(Path folder, Throwable cause) {
    return new DiptychException(
        ErrorCode.UNAVAILABLE,
        "writing the index at %s ran out of memory; raise -Xmx, then run this again, which goes on from the last commit"
            .formatted(folder),
        cause);
  }

  /** A caller broke the contract of this module. */
  public static DiptychException misuse(String message) {
    return new DiptychException(ErrorCode.INTERNAL, message);
  }

  /** The same with an option, for where the index's own choice must not be kept. */
  public static String rebuildCommand(Path folder, String option) {
    return "`diptych index --rebuild PATH... --index %s %s`".formatted(shellWord(folder), option);
  }

  /** {@return the command that makes the index anew with the choices it was made with} */
  public static String rebuildCommand(Path folder) {
    String options =
        RemainingChoices.of(new IndexLayout(folder)).map(IndexChoices::options).orElse("");
    return "`diptych index --rebuild PATH... --index %s%s`".formatted(shellWord(folder), options);
  }

  /** {@return the path as one word of a shell command} */
  public static String shellWord(Path path) {
    return shellWord(path.toString());
  }

  /** {@return a text as one word of a shell command} */
  public static String shellWord(String word) {
    return word.matches("[A-Za-z0-9_./:@%+,=~\\\\-]+")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
