package dev.diptych.indexer.internal.patterns;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of a {@code .gitignore}. Without a slash it fits a name at any depth; with one before
 * its end it counts from the folder it belongs to; a slash at the end restricts it to folders;
 * {@code **} takes any number of folders; {@code !} before it takes back what earlier lines left
 * out.
 */
public final class PathPattern {

  private final String text;
  private final List<Step> steps;
  private final boolean foldersOnly;
  private final boolean takesBack;

  private PathPattern(String text, List<Step> steps, boolean foldersOnly, boolean takesBack) {
    this.text = text;
    this.steps = List.copyOf(steps);
    this.foldersOnly = foldersOnly;
    this.takesBack = takesBack;
  }

  private sealed interface Step {

    record Named(NamePattern name) implements Step {}

    record AnyFolders() implements Step {}
  }

  /**
   * {@return the pattern of a line; empty for a blank one or a comment}
   *
   * @throws MalformedPatternException when the line means nothing
   */
  public static Optional<PathPattern> of(String line) throws MalformedPatternException {
    String text = withoutTrailingBlanks(line);
    if (text.isEmpty() || text.startsWith("#")) {
      return Optional.empty();
    }
    boolean takesBack = text.startsWith("!");
    String path = takesBack ? text.substring(1) : text;
    boolean foldersOnly = path.endsWith("/");
    String[] names = path.split("/", -1);
    boolean anchored = path.indexOf('/') >= 0 && path.indexOf('/') < lastNamed(path);
    List<Step> steps = new ArrayList<>();
    if (!anchored && !path.startsWith("/")) {
      steps.add(new Step.AnyFolders());
    }
    boolean named = false;
    for (String name : names) {
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        throw new MalformedPatternException("a pattern cannot lead out of its folder by ..");
      }
      boolean any = name.equals("**") && anchored;
      named = true;
      steps.add(any ? new Step.AnyFolders() : new Step.Named(NamePattern.of(name)));
    }
    if (!named) {
      throw new MalformedPatternException("it names nothing");
    }
    if (anchored && steps.getLast() instanceof Step.AnyFolders) {
      steps.add(new Step.Named(NamePattern.of("*"))); // what lies in the folder, not the folder
    }
    return Optional.of(new PathPattern(text, steps, foldersOnly, takesBack));
  }

  /**
   * {@return the pattern of a request, where {@code #} begins no comment and, on Windows, a
   * backslash separates folders}
   *
   * @throws MalformedPatternException when it means nothing
   */
  public static PathPattern ofRequest(String text) throws MalformedPatternException {
    String path = File.separatorChar == '\\' ? text.replace('\\', '/') : text;
    return of(path.startsWith("#") ? "\\" + path : path)
        .orElseThrow(() -> new MalformedPatternException("it is empty"));
  }

  /** {@return the index of the last sign that is no slash, -1 where all are} */
  private static int lastNamed(String path) {
    int last = path.length() - 1;
    while (last >= 0 && path.charAt(last) == '/') {
      last--;
    }
    return last;
  }

  private static String withoutTrailingBlanks(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
      int backslashes = 0;
      while (end - 2 - backslashes >= 0 && line.charAt(end - 2 - backslashes) == '\\') {
        backslashes++;
      }
      if (backslashes % 2 == 1) {
        break; // the blank stands for itself
      }
      end--;
    }
    return line.substring(0, end);
  }

  /** {@return whether what fits is taken back, not left out} */
  public boolean takesBack() {
    return takesBack;
  }

  /**
   * {@return whether this fits}
   *
   * @param path the names on the way, from the folder this belongs to on
   * @param folder whether the last of them is a folder
   */
  public boolean matches(List<FoldedName> path, boolean folder) {
    return (folder || !foldersOnly)
        && Wildcards.match(
            steps.size(),
            path.size(),
            new Wildcards.Pairing() {
              @Override
              public boolean isAny(int part) {
                return steps.get(part) instanceof Step.AnyFolders;
              }

              @Override
              public boolean takes(int part, int element) {
                return steps.get(part) instanceof Step.Named named
                    && named.name().matches(path.get(element));
              }
            });
  }

  /** {@return the line it was read from} */
  @Override
  public String toString() {
    return text;
  }
}
