package dev.diptych.indexer.internal.crawl;

import java.util.List;

/**
 * What a crawl found: about 200 bytes of memory a file.
 *
 * @param files regular files in the order of the walk, each once
 * @param troubles what could not be listed, entered or handed on
 * @param scope which sources the named paths cover
 * @param finished false where the crawl was stopped
 */
public record Crawl(List<FoundFile> files, List<Trouble> troubles, Scope scope, boolean finished) {

  public Crawl {
    files = List.copyOf(files);
    troubles = List.copyOf(troubles);
  }

  /** {@return what was met under another name as well, with all below it} */
  public Scope repeated() {
    List<String> sources =
        troubles.stream().filter(Trouble::repeated).map(Trouble::source).toList();
    return new Scope(sources, sources);
  }
}
