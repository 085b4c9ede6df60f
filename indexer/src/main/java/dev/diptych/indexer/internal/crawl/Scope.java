package dev.diptych.indexer.internal.crawl;

import java.util.List;
import java.util.stream.Stream;

/**
 * The part of the world that a run may judge: what lies below a named folder, and the named files
 * themselves. Whole path components count: {@code /a/b} does not cover {@code /a/bc}.
 *
 * @param folders sources of named folders that exist
 * @param files sources of named files that exist
 */
public record Scope(List<String> folders, List<String> files) {

  public Scope {
    folders = List.copyOf(folders);
    files = List.copyOf(files);
  }

  /** {@return whether nothing lies in this scope} */
  public boolean isEmpty() {
    return folders.isEmpty() && files.isEmpty();
  }

  /** {@return whether a source lies in this scope} */
  public boolean covers(String source) {
    String uri = SourceUri.fileUri(source);
    return files.contains(uri)
        || folders.stream().anyMatch(folder -> uri.startsWith(below(folder)));
  }

  /** {@return the named folders and files that a source lies below, or is of} */
  public List<String> rootsOf(String source) {
    String uri = SourceUri.fileUri(source);
    return Stream.concat(
            files.stream().filter(uri::equals),
            folders.stream().filter(folder -> uri.startsWith(below(folder))))
        .distinct()
        .toList();
  }

  /** {@return the prefix of all sources below a folder} */
  public static String below(String folder) {
    return folder.endsWith("/") ? folder : folder + "/";
  }
}
