package dev.diptych.indexer.internal.crawl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a crawl found: about 200 bytes of memory a file.
 *
 * @param files regular files in the order of the walk, each once
 * @param troubles what could not be listed, entered or handed on
 * @param leftOut what was met and left out, by source
 * @param unusedPatterns patterns of the request that fitted nothing
 * @param scope which sources the named paths cover
 * @param places the identities of folders that a disk may be missing from: the named ones, and
 *     those below them that lie on another device than the folder around them
 * @param unlisted sources of folders that could not be listed
 * @param finished false where the crawl was stopped
 */
public record Crawl(
    List<FoundFile> files,
    List<Trouble> troubles,
    Map<String, LeftOut> leftOut,
    List<String> unusedPatterns,
    Scope scope,
    Map<String, FolderIdentity> places,
    Set<String> unlisted,
    boolean finished) {

  public Crawl {
    files = List.copyOf(files);
    troubles = List.copyOf(troubles);
    leftOut = Map.copyOf(leftOut);
    unusedPatterns = List.copyOf(unusedPatterns);
    places = Map.copyOf(places);
    unlisted = Set.copyOf(unlisted);
  }

  /** {@return the crawl that was given up before it found anything} */
  public static Crawl nothing() {
    return new Crawl(
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        new Scope(List.of(), List.of()),
        Map.of(),
        Set.of(),
        false);
  }

  /** {@return what was met under another name as well, with all below it} */
  public Scope repeated() {
    List<String> sources =
        troubles.stream().filter(Trouble::repeated).map(Trouble::source).toList();
    return new Scope(sources, sources);
  }

  /** {@return what was left out and is, or holds, a source's file; empty where nothing was} */
  public Optional<LeftOut> leftOut(String source) {
    if (leftOut.isEmpty()) {
      return Optional.empty();
    }
    String uri = SourceUri.fileUri(source);
    String below = "";
    while (!uri.equals(below)) {
      LeftOut found = leftOut.get(uri);
      if (found != null) {
        return Optional.of(found);
      }
      if (scope.folders().contains(uri) || scope.files().contains(uri)) {
        return Optional.empty(); // named, whatever lies around it
      }
      below = uri;
      uri = SourceUri.parent(uri);
    }
    return Optional.empty();
  }

  /** {@return whether the crawl met no file below a folder} */
  public boolean isEmpty(String folder) {
    String prefix = Scope.below(folder);
    return files.stream().noneMatch(file -> file.source().startsWith(prefix));
  }
}
