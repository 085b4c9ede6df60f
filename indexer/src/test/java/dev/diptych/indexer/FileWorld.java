package dev.diptych.indexer;

import dev.diptych.core.ContentHash;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of pictures, sidecars and tables to which random things happen, and which says, by brute
 * force, what an index of it must hold.
 */
final class FileWorld {

  /** What the index must hold of a source. */
  record Expected(String contentHash, @Nullable String text, @Nullable String imageSource) {}

  private static final List<String> FOLDERS = List.of("a", "a/x", "b", "b c", "d");
  private static final List<String> NAMES = List.of("one", "two", "three", "fo ur");
  private static final List<String> WORDS = List.of("a cat", "a dog", "two, birds", "ein \"Ü\"");

  private final Path root;
  private final Random random;
  private long tick = 1_600_000_000_000L;

  FileWorld(Path root, Random random) throws IOException {
    this.root = root;
    this.random = random;
    for (String folder : FOLDERS) {
      Files.createDirectories(root.resolve(folder));
    }
  }

  /** Lets one random thing happen; {@return what it was} */
  String change() throws IOException {
    return switch (random.nextInt(13)) {
      case 0, 1, 2 -> writePicture(anyPlace(".png"));
      case 3 -> writeText(anyPlace(random.nextBoolean() ? ".txt" : ".png.txt"));
      case 4 -> writeCsv(anyPlace(".csv"));
      case 5 -> writeJsonl(anyPlace(".jsonl"));
      case 6 -> anyFile("touch", this::tick);
      case 7 -> anyFile("delete", Files::delete);
      case 8 -> rename();
      case 9 -> copy();
      case 10 -> swap();
      case 11 -> moveFolder();
      default -> shiftRows();
    };
  }

  /** {@return some folders to name in a run: mostly all of it} */
  List<Path> someRoots() {
    return random.nextInt(4) > 0
        ? List.of(root)
        : List.of(root.resolve(anyOf(FOLDERS)), root.resolve(anyOf(FOLDERS)));
  }

  private String writePicture(Path file) throws IOException {
    Files.write(file, Pictures.png(random.nextInt(12)));
    tick(file);
    return "picture " + file;
  }

  private String writeText(Path file) throws IOException {
    Files.writeString(
        file, anyOf(WORDS) + "\nde.utf8=Katze\n" + (random.nextBoolean() ? "more" : ""));
    tick(file);
    return "text " + file;
  }

  private String writeCsv(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of("caption,image"));
    for (int i = random.nextInt(5); i >= 0; i--) {
      lines.add(csvRow());
    }
    Files.write(file, lines);
    tick(file);
    return "csv " + file;
  }

  private String csvRow() {
    String image = random.nextInt(3) == 0 ? "" : anyOf(NAMES) + ".png";
    return '"' + anyOf(WORDS).replace("\"", "\"\"") + "\"," + image;
  }

  private String writeJsonl(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      lines.add(
          switch (random.nextInt(3)) {
            case 0 -> "{\"text\": \"lone %s\"}".formatted(random.nextInt(3));
            case 1 ->
                "{\"image\": \"%s.png\", \"texts\": [\"t1\", \"t2\"]}".formatted(anyOf(NAMES));
            default -> "{\"image\": \"../a/%s.png\", \"text\": \"up\"}".formatted(anyOf(NAMES));
          });
    }
    Files.write(file, lines);
    tick(file);
    return "jsonl " + file;
  }

  /** Inserts a row at the top of a table, or takes one away. */
  private String shiftRows() throws IOException {
    for (Path file : files()) {
      if (file.toString().endsWith(".csv")) {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        if (lines.size() > 2 && random.nextBoolean()) {
          lines.remove(1);
        } else {
          lines.add(1, csvRow());
        }
        Files.write(file, lines);
        tick(file);
        return "shift rows of " + file;
      }
    }
    return "nothing";
  }

  private String rename() throws IOException {
    List<Path> files = files();
    if (files.isEmpty()) {
      return "nothing";
    }
    Path from = anyOf(files);
    Path to = anyPlace(extension(from));
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    return "move " + from + " to " + to;
  }

  private String copy() throws IOException {
    List<Path> files = files();
    if (files.isEmpty()) {
      return "nothing";
    }
    Path from = anyOf(files);
    Path to = anyPlace(extension(from));
    if (!from.equals(to)) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      if (random.nextBoolean()) {
        tick(to);
      }
    }
    return "copy " + from + " to " + to;
  }

  private String swap() throws IOException {
    List<Path> pictures = files().stream().filter(file -> extension(file).equals(".png")).toList();
    if (pictures.size() < 2) {
      return "nothing";
    }
    Path first = anyOf(pictures);
    Path second = anyOf(pictures);
    Path aside = root.resolve("aside");
    Files.move(first, aside);
    if (!first.equals(second)) {
      Files.move(second, first);
    }
    Files.move(aside, second);
    return "swap " + first + " and " + second;
  }

  /** Moves the files of a folder to another. */
  private String moveFolder() throws IOException {
    Path from = root.resolve(anyOf(FOLDERS));
    Path to = root.resolve(anyOf(FOLDERS));
    for (Path file : files()) {
      if (from.equals(file.getParent())) {
        Files.move(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return "move all of " + from + " to " + to;
  }

  private interface FileAction {
    void on(Path file) throws IOException;
  }

  private String anyFile(String what, FileAction action) throws IOException {
    List<Path> files = files();
    if (files.isEmpty()) {
      return "nothing";
    }
    Path file = anyOf(files);
    action.on(file);
    return what + " " + file;
  }

  private void tick(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(tick++));
  }

  private Path anyPlace(String extension) {
    return root.resolve(anyOf(FOLDERS)).resolve(anyOf(NAMES) + extension);
  }

  private <T> T anyOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.indexOf('.'));
  }

  List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** {@return what an index of the whole folder must hold, by source} */
  Map<String, Expected> expected() throws IOException {
    Map<String, Expected> expected = new TreeMap<>();
    for (Path file : files()) {
      switch (extension(file)) {
        case ".png" ->
            expected.put(
                uri(file), new Expected(ContentHash.of(Files.readAllBytes(file)), null, null));
        case ".csv" -> expectCsv(file, expected);
        case ".jsonl" -> expectJsonl(file, expected);
        default -> expectSidecar(file, expected);
      }
    }
    return expected;
  }

  private static void expectSidecar(Path file, Map<String, Expected> expected) throws IOException {
    String base = file.toString().replaceFirst("\\.txt$", "").replaceFirst("\\.png$", "");
    Path picture = Path.of(base + ".png");
    if (Files.exists(picture)) {
      List<String> lines = Files.readAllLines(file);
      put(expected, uri(file), lines.get(0), uri(picture));
      if (lines.size() > 2) {
        put(expected, uri(file) + "#text=2", lines.get(2), uri(picture));
      }
    }
  }

  private void expectCsv(Path file, Map<String, Expected> expected) throws IOException {
    List<String> lines = Files.readAllLines(file);
    for (int i = 1; i < lines.size(); i++) {
      int comma = lines.get(i).lastIndexOf("\",");
      String words = lines.get(i).substring(1, comma).replace("\"\"", "\"");
      String image = lines.get(i).substring(comma + 2);
      String source = uri(file) + "#row=" + (i + 1);
      Path picture = named(file, image);
      if (image.isEmpty()) {
        put(expected, source, words, null);
      } else if (picture != null) {
        put(expected, source, words, uri(picture));
      }
    }
  }

  /**
   * {@return the picture that a table means} The file so named; else the one such file below the
   * table's folder; else, where that holds no pictures at all, the one below the folder above. No
   * two names of this world are spelled alike.
   */
  private @Nullable Path named(Path table, String reference) throws IOException {
    Path picture = table.resolveSibling(reference).normalize();
    if (Files.exists(picture)) {
      return picture;
    }
    if (reference.startsWith("..")) {
      return null;
    }
    Path folder = Objects.requireNonNull(table.getParent());
    boolean none = files().stream().noneMatch(f -> f.startsWith(folder) && isPicture(f));
    Path below = onlyOne(folder, reference);
    return below == null && none
        ? onlyOne(Objects.requireNonNull(folder.getParent()), reference)
        : below;
  }

  private @Nullable Path onlyOne(Path folder, String name) throws IOException {
    List<Path> found =
        files().stream().filter(f -> f.startsWith(folder) && f.endsWith(name)).toList();
    return found.size() == 1 ? found.getFirst() : null;
  }

  private static boolean isPicture(Path file) {
    return extension(file).equals(".png");
  }

  private void expectJsonl(Path file, Map<String, Expected> expected) throws IOException {
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String source = uri(file) + "#row=" + (i + 1);
      String[] parts = lines.get(i).split("\"", -1);
      if (parts[1].equals("text")) {
        put(expected, source, parts[3], null);
        continue;
      }
      Path picture = named(file, parts[3]);
      if (picture == null) {
        continue;
      }
      if (parts[5].equals("text")) {
        put(expected, source, parts[7], uri(picture));
      } else {
        put(expected, source + "&text=1", "t1", uri(picture));
        put(expected, source + "&text=2", "t2", uri(picture));
      }
    }
  }

  private static void put(
      Map<String, Expected> expected, String source, String text, @Nullable String image) {
    expected.put(source, new Expected(ContentHash.of(text), text, image));
  }

  static String uri(Path file) {
    return file.toUri().toString();
  }

  /** Deletes all of it, and it itself. */
  void delete() throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
