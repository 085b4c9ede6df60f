package dev.diptych.testkit.odd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Where the files of the library are put, and what is right to make of each. */
final class Shelf {

  /** How far samples of a format without loss may be off on average, laid over white included. */
  static final double EXACT = 0.1;

  static final double WITH_ALPHA = 0.6;

  /** Of a JPEG file, whose colour has half the size. */
  static final double JPEG = 10;

  private final Path root;
  private final SplittableRandom random;
  private final Map<Path, OddFile> files = new LinkedHashMap<>();
  private final List<OddRow> rows = new ArrayList<>();

  Shelf(Path root, long seed) {
    this.root = root;
    this.random = new SplittableRandom(seed);
  }

  SplittableRandom random() {
    return random;
  }

  Path root() {
    return root;
  }

  List<OddFile> files() {
    return List.copyOf(files.values());
  }

  List<OddRow> rows() {
    return List.copyOf(rows);
  }

  /** A row of a table whose text is skipped. */
  void skippedRow(Path table, String fragment, String reason) {
    rows.add(new OddRow(table, fragment, reason));
  }

  Drawing draw() {
    return Drawing.random(random);
  }

  /** A picture without loss. */
  Path picture(String name, byte[] content, Drawing shown) {
    return put(name, content, new Expectation.Shown(shown, EXACT), List.of());
  }

  Path picture(String name, byte[] content, Drawing shown, double tolerance) {
    return put(name, content, new Expectation.Shown(shown, tolerance), List.of());
  }

  /** A picture with texts. */
  Path captioned(String name, String... captions) {
    Drawing drawing = draw();
    return put(name, Pngs.plain(drawing), new Expectation.Shown(drawing, EXACT), List.of(captions));
  }

  /** Gives a picture other texts than it was put with. */
  void caption(Path picture, String... captions) {
    files.computeIfPresent(
        picture, (path, before) -> new OddFile(path, before.expectation(), List.of(captions)));
  }

  Path skipped(String name, byte[] content, String reason) {
    return put(name, content, new Expectation.Skipped(reason), List.of());
  }

  Path skipped(String name, String content, String reason) {
    return skipped(name, content.getBytes(StandardCharsets.UTF_8), reason);
  }

  Path captions(String name, String content) {
    return captions(name, content, StandardCharsets.UTF_8);
  }

  Path captions(String name, String content, Charset charset) {
    return put(name, content.getBytes(charset), new Expectation.Captions(), List.of());
  }

  Path put(String name, byte[] content, Expectation expectation, List<String> captions) {
    try {
      Path path = root.resolve(name);
      Files.createDirectories(path.getParent());
      Files.write(path, content);
      expect(path, expectation, captions);
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void expect(Path path, Expectation expectation, List<String> captions) {
    if (files.put(path, new OddFile(path, expectation, captions)) != null) {
      throw new IllegalStateException("there are two files " + path);
    }
  }
}
