package dev.diptych.indexer.internal.crawl;

import dev.diptych.indexer.internal.patterns.FoldedName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a crawl came to an entry.
 *
 * @param names the names from the named folder on, the entry's own last; empty for a named folder
 * @param request the patterns of the request, as they count from the named folder
 * @param files the {@code .diptychignore} files on the way, the innermost first; null for none
 * @param linked whether it leads over a symbolic link below the named folder
 */
record Way(
    List<FoldedName> names, List<IgnoreRule> request, @Nullable Rules files, boolean linked) {

  Way {
    names = List.copyOf(names);
    request = List.copyOf(request);
  }

  /** {@return the beginning at a named folder} */
  static Way root(List<IgnoreRule> request) {
    return new Way(List.of(), request, null, false);
  }

  /**
   * The rules of one folder.
   *
   * @param rules in the order of their lines
   * @param depth how many names lead to that folder
   * @param outer the rules of folders around it, null for none
   */
  record Rules(List<IgnoreRule> rules, int depth, @Nullable Rules outer) {

    Rules {
      rules = List.copyOf(rules);
    }
  }

  boolean isRoot() {
    return names.isEmpty();
  }

  /** {@return the way to an entry of this folder} */
  Way to(String name) {
    List<FoldedName> longer = new ArrayList<>(names.size() + 1);
    longer.addAll(names);
    longer.add(FoldedName.of(name));
    return new Way(longer, request, files, linked);
  }

  /** {@return this way, with the rules of the folder it has come to} */
  Way with(List<IgnoreRule> rules) {
    return rules.isEmpty()
        ? this
        : new Way(names, request, new Rules(rules, names.size(), files), linked);
  }

  /** {@return this way, over a link} */
  Way overLink() {
    return new Way(names, request, files, true);
  }
}
