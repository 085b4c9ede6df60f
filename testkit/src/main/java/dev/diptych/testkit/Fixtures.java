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
    URI uri = uri(loader, name);
    return isFile(uri) ? Path.of(uri) : COPIES.computeIfAbsent(uri, Fixtures::copyOutOfJar);
  }

  /**
   * Lists fixtures without copying them.
   *
   * @param name a fixture
   * @return the names of all that lie beside it, in order, its own among them
   * @throws IllegalArgumentException when there is none of that name
   */
  public static List<String> beside(String name) {
    return beside(Fixtures.class.getClassLoader(), name);
  }

  static List<String> beside(ClassLoader loader, String name) {
    URI uri = uri(loader, name);
    if (isFile(uri)) {
      return names(Path.of(uri));
    }
    try (FileSystem files = FileSystems.newFileSystem(jarFile(uri))) {
      return names(files.getPath(entry(uri)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list what lies beside " + uri, e);
    }
  }

  private static List<String> names(Path one) {
    try (Stream<Path> all = Files.list(one.resolveSibling(""))) {
      return all.map(each -> each.getFileName().toString().replace("/", "")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list what lies beside " + one, e);
    }
  }

  private static URI uri(ClassLoader loader, String name) {
    URL url = loader.getResource("fixtures/" + name);
    if (url == null) {
      throw new IllegalArgumentException("there is no fixture \"%s\"".formatted(name));
    }
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("fixture \"%s\" has no path: %s".formatted(name, url), e);
    }
  }

  private static boolean isFile(URI uri) {
    return uri.getScheme().equals("file");
  }

  /** Copies {@code jar:file:/x.jar!/fixtures/name}, a file or a folder with all below it. */
  private static Path copyOutOfJar(URI uri) {
    try (FileSystem files = FileSystems.newFileSystem(jarFile(uri))) {
      Path source = files.getPath(entry(uri));
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

  private static Path jarFile(URI uri) {
    String text = uri.toString();
    return Path.of(URI.create(text.substring("jar:".length(), text.indexOf("!/"))));
  }

  private static String entry(URI uri) {
    String text = uri.toString();
    return text.substring(text.indexOf("!/") + 1);
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
