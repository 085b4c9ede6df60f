package dev.diptych.indexer.internal.crawl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file system says of one entry, asked once.
 *
 * @param kind what it is
 * @param bytes its size
 * @param modifiedMillis its modification time, milliseconds since 1970, which programs may set
 * @param changedMillis when content, name or rights last changed (ctime), milliseconds since 1970;
 *     0 where the system does not tell
 * @param key equal for all names of one entry; null where the system does not tell
 */
public record FileFacts(
    Kind kind, long bytes, long modifiedMillis, long changedMillis, @Nullable Object key) {

  /** What an entry is. */
  public enum Kind {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  private static final String UNIX =
      "unix:isRegularFile,isDirectory,isSymbolicLink,size,lastModifiedTime,ctime,fileKey";

  /** {@return the facts of an entry, or, unless told otherwise, of what a link leads to} */
  public static FileFacts of(Path path, LinkOption... options) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      Map<String, Object> facts = Files.readAttributes(path, UNIX, options);
      return new FileFacts(
          kind(is(facts, "isRegularFile"), is(facts, "isDirectory"), is(facts, "isSymbolicLink")),
          facts.get("size") instanceof Long size ? size : 0,
          millis(facts.get("lastModifiedTime")),
          millis(facts.get("ctime")),
          facts.get("fileKey"));
    }
    BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class, options);
    return new FileFacts(
        kind(facts.isRegularFile(), facts.isDirectory(), facts.isSymbolicLink()),
        facts.size(),
        facts.lastModifiedTime().toMillis(),
        0,
        facts.fileKey());
  }

  private static Kind kind(boolean file, boolean folder, boolean link) {
    return file ? Kind.FILE : folder ? Kind.FOLDER : link ? Kind.LINK : Kind.OTHER;
  }

  private static boolean is(Map<String, Object> facts, String name) {
    return Boolean.TRUE.equals(facts.get(name));
  }

  private static long millis(@Nullable Object time) {
    return time instanceof FileTime known ? known.toMillis() : 0;
  }
}
