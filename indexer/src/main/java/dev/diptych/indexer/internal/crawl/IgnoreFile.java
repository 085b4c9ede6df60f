package dev.diptych.indexer.internal.crawl;

import static java.util.stream.Collectors.joining;

import dev.diptych.indexer.SkipGroup;
import dev.diptych.indexer.internal.crawl.LeftOut.Cause;
import dev.diptych.indexer.internal.patterns.MalformedPatternException;
import dev.diptych.indexer.internal.patterns.PathPattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code .diptychignore}: a pattern a line, as in a {@code .gitignore}, for its folder and all
 * below. UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252; any line
 * ends.
 *
 * @param rules what its lines mean
 * @param problems what is wrong with others, each with the number of its line
 */
record IgnoreFile(List<IgnoreRule> rules, List<String> problems) {

  static final String NAME = ".diptychignore";

  /** Longer ones are something else. */
  private static final int LARGEST_BYTES = 1 << 20;

  private static final int PROBLEMS_TOLD = 5;

  private static final char MARK = '\ufeff';

  IgnoreFile {
    rules = List.copyOf(rules);
    problems = List.copyOf(problems);
  }

  static boolean is(Path entry) {
    return entry.endsWith(NAME);
  }

  /** {@return the rules of a folder's own file, none where it has none; what is wrong is noted} */
  static List<IgnoreRule> rulesAmong(
      List<Path> entries, Path folder, String folderSource, CrawlNotes notes) {
    Path file = folder.resolve(NAME);
    if (!entries.contains(file) || Files.isDirectory(file)) {
      return List.of();
    }
    String source = SourceUri.child(folderSource, file);
    try {
      IgnoreFile read = read(file);
      if (read.problems().isEmpty()) {
        notes.sideFile(
            source, NAME, "it says what to leave out: %s patterns".formatted(read.rules().size()));
      } else {
        notes.trouble(source, read.complaint(), SkipGroup.DAMAGED);
      }
      return read.rules();
    } catch (IOException e) {
      notes.trouble(
          source,
          "cannot be read, so nothing is left out by it: " + IoReason.of(e),
          SkipGroup.DAMAGED);
      return List.of();
    }
  }

  private String complaint() {
    int more = problems.size() - PROBLEMS_TOLD;
    return "%s%s; the other lines count"
        .formatted(
            problems.stream().limit(PROBLEMS_TOLD).collect(joining("; ")),
            more > 0 ? "; and %s more such lines".formatted(more) : "");
  }

  /** Reads a file. */
  static IgnoreFile read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = RegularFile.open(file)) {
      bytes = in.readNBytes(LARGEST_BYTES + 1);
    }
    if (bytes.length > LARGEST_BYTES) {
      throw new IOException(
          "it has more than %s bytes, the most that is read".formatted(LARGEST_BYTES));
    }
    List<IgnoreRule> rules = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text(bytes).lines()::iterator) {
      number++;
      int at = number;
      try {
        PathPattern.of(line)
            .ifPresent(
                pattern ->
                    rules.add(
                        new IgnoreRule(
                            pattern,
                            Cause.IGNORE_FILE,
                            line,
                            "line %s of %s: %s".formatted(at, file, pattern))));
      } catch (MalformedPatternException e) {
        problems.add("line %s: %s".formatted(number, e.reason()));
      }
    }
    return new IgnoreFile(rules, problems);
  }

  private static String text(byte[] bytes) {
    String text = decoded(bytes);
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }

  private static String decoded(byte[] bytes) {
    if (bytes.length >= 2) {
      int mark = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
      if (mark == 0xfeff || mark == 0xfffe) {
        return new String(bytes, StandardCharsets.UTF_16);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, Charset.forName("windows-1252"));
    }
  }
}
