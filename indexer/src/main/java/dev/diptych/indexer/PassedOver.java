package dev.diptych.indexer;

import java.util.List;

/**
 * What a run passed over without a line for each: counted here, and each with its reason in the
 * report file.
 *
 * @param sideFiles files that hold neither pictures nor captions, by kind, the most first
 * @param systemFolders folders of systems and programs, by name, the most first; what lies in them
 *     is not counted
 * @param byRequest files and folders left out by {@link IndexingRequest#withExcludePatterns}
 * @param byIgnoreFiles files and folders left out by {@code .diptychignore} files
 * @param hidden hidden files and folders
 * @param repeated links and mounts of what is met under another name
 * @param linksOut symbolic links that lead out of the named folders and were not followed
 * @param removed items that left the index because they are left out now
 * @param unusedPatterns patterns of the request that fitted nothing
 */
public record PassedOver(
    List<KindCount> sideFiles,
    List<KindCount> systemFolders,
    long byRequest,
    long byIgnoreFiles,
    long hidden,
    long repeated,
    long linksOut,
    long removed,
    List<String> unusedPatterns) {

  public PassedOver {
    sideFiles = List.copyOf(sideFiles);
    systemFolders = List.copyOf(systemFolders);
    unusedPatterns = List.copyOf(unusedPatterns);
  }
}
