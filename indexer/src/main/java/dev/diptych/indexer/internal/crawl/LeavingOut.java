package dev.diptych.indexer.internal.crawl;

import dev.diptych.indexer.internal.crawl.LeftOut.Cause;
import dev.diptych.indexer.internal.patterns.FoldedName;
import dev.diptych.indexer.internal.patterns.MalformedPatternException;
import dev.diptych.indexer.internal.patterns.PathPattern;
import dev.diptych.indexer.internal.patterns.SystemFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a crawl leaves out. The patterns of the request count most, then those of the
 * innermost folder; of several in one place, the last that fits. They decide before system folders
 * and hidden entries are looked at, but bring neither of these back. Not thread-safe.
 */
final class LeavingOut {

  private final boolean includeHidden;
  private final List<String> patterns;
  private final Set<String> unused;

  /**
   * Decisions to come.
   *
   * @param includeHidden whether hidden entries count
   * @param patterns of the request, each one that {@link PathPattern#ofRequest} takes
   */
  LeavingOut(boolean includeHidden, List<String> patterns) {
    this.includeHidden = includeHidden;
    this.patterns = List.copyOf(patterns);
    this.unused = new LinkedHashSet<>(patterns);
  }

  /** {@return the patterns that have fitted nothing so far} */
  List<String> unused() {
    return List.copyOf(unused);
  }

  /** {@return the patterns of the request; with a slash they count from this named folder} */
  List<IgnoreRule> rulesFor(Path root) {
    List<IgnoreRule> rules = new ArrayList<>();
    for (String given : patterns) {
      try {
        PathPattern pattern = PathPattern.ofRequest(below(root, given));
        rules.add(new IgnoreRule(pattern, Cause.REQUEST, given, "--exclude " + given));
      } catch (MalformedPatternException e) {
        throw new IllegalArgumentException(given, e);
      }
    }
    return rules;
  }

  /** A pattern may be written as the whole path of what lies below a named folder. */
  private static String below(Path root, String pattern) {
    String prefix = root.toString().replace('\\', '/');
    String mark = pattern.startsWith("!") ? "!" : "";
    String path = pattern.substring(mark.length());
    return path.startsWith(prefix + "/") && prefix.length() > 1
        ? mark + path.substring(prefix.length())
        : pattern;
  }

  /**
   * {@return why an entry is left out, empty where it is not}
   *
   * @param entry the entry
   * @param source its URI
   * @param way how the crawl came to it
   * @param folder whether it is a folder
   */
  Optional<LeftOut> judge(Path entry, String source, Way way, boolean folder) {
    IgnoreRule rule = rule(way, folder);
    if (rule != null) {
      unused.remove(rule.given());
      if (!rule.pattern().takesBack()) {
        return Optional.of(
            new LeftOut(source, rule.cause(), rule.given(), "left out by " + rule.place(), folder));
      }
    }
    if (folder) {
      Optional<String> system = SystemFolders.kind(name(entry), name(entry.getParent()));
      if (system.isPresent()) {
        return Optional.of(
            new LeftOut(
                source,
                Cause.SYSTEM_FOLDER,
                system.get(),
                "left out: a folder that a system or program keeps for itself",
                true));
      }
    }
    return !includeHidden && isHidden(entry)
        ? Optional.of(new LeftOut(source, Cause.HIDDEN, "hidden", "left out: hidden", folder))
        : Optional.empty();
  }

  /** {@return the rule that decides on an entry, null where none fits} */
  private @Nullable IgnoreRule rule(Way way, boolean folder) {
    List<FoldedName> names = way.names();
    Optional<IgnoreRule> rule = IgnoreRule.last(way.request(), names, folder);
    Way.Rules files = way.files();
    while (rule.isEmpty() && files != null) {
      rule = IgnoreRule.last(files.rules(), names.subList(files.depth(), names.size()), folder);
      files = files.outer();
    }
    return rule.orElse(null);
  }

  /** {@return whether a folder with these entries is kept out of galleries} */
  static boolean holdsNoMedia(List<Path> entries) {
    return entries.stream().anyMatch(entry -> SystemFolders.NO_MEDIA.equalsIgnoreCase(name(entry)));
  }

  /** {@return such a folder, left out} */
  static LeftOut noMedia(String source) {
    return new LeftOut(
        source,
        Cause.SYSTEM_FOLDER,
        SystemFolders.NO_MEDIA,
        "left out: a file %s in it keeps it out of galleries".formatted(SystemFolders.NO_MEDIA),
        true);
  }

  /** {@return whether what a link leads to is hidden or a system's} */
  boolean isAside(Path target, boolean folder) {
    return (!includeHidden && isHidden(target))
        || (folder && SystemFolders.kind(name(target), name(target.getParent())).isPresent());
  }

  private static String name(@Nullable Path path) {
    return path == null || path.getFileName() == null ? "" : String.valueOf(path.getFileName());
  }

  private static boolean isHidden(Path entry) {
    try {
      return Files.isHidden(entry);
    } catch (IOException e) {
      return false;
    }
  }
}
