package dev.diptych.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Reference data on the class path, as files. Where the data lies in a jar, what is asked for is
 * copied once to a temporary folder that goes when the JVM ends. Thread-safe.
 */
public final class Fixtures {

  private static final Map<URI, Path> COPIES = new ConcurrentHashMap<>();

  private Fixtures() {}

  /**
   * Finds a fixture.
   *
   * @param name a file or folder below {@code fixtures/}, for example {@code
   *     "blip-itm-tiny/golden.json"} or {@code "scenes-eval"}
   * @return where it lies; to be read only
   * @throws IllegalArgumentException when there is none of that name
   */
  public static Path path(String name) {
    return path(Fixtures.class.getClassLoader(), name);
  }

  static Path path(ClassLoader loader, String name) {
    URL url = loader.getResource("fixtures/" + name);
    if (url == null) {
      throw new IllegalArgumentException("there is no fixture \"%s\"".formatted(name));
    }
    URI uri;
    try {
      uri = url.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("fixture \"%s\" has no path: %s".formatted(name, url), e);
    }
    return url.getProtocol().equals("file")
        ? Path.of(uri)
        : COPIES.computeIfAbsent(uri, Fixtures::copyOutOfJar);
  }

  /** Copies {@code jar:file:/x.jar!/fixtures/name}, a file or a folder with all below it. */
  private static Path copyOutOfJar(URI uri) {
    String text = uri.toString();
    int bang = text.indexOf("!/");
    URI jar = URI.create(text.substring(0, bang));
    String entry = text.substring(bang + 1);
    try (FileSystem files = FileSystems.newFileSystem(Path.of(jarFile(jar)))) {
      Path source = files.getPath(entry);
      Path folder = Files.createTempDirectory("diptych-fixtures");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteTree(folder)));
      Path target = folder.resolve(source.getFileName().toString());
      try (Stream<Path> tree = Files.walk(source)) {
        for (Path from : tree.toList()) {
          Files.copy(from, target.resolve(source.relativize(from).toString()));
        }
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy " + uri + " out of its jar", e);
    }
  }

  private static URI jarFile(URI jar) {
    return URI.create(jar.toString().substring("jar:".length()));
  }

  private static void deleteTree(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
