package dev.diptych.testkit.odd;

import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Pictures that other programs wrote, some of each kind drawn by chance, beside what Pillow makes
 * of them: WebP, JPEG with inks and odd sampling, TIFF with LZW, fax and JPEG inside, profiles; and
 * HEIC, AVIF and JPEG XL.
 */
public final class FixturePictures {

  private static final double LOSSY_SYSTEM = 5;

  private FixturePictures() {}

  /** {@return every file of the archive of pictures by its name, {@code NAME.ppm} among them} */
  public static Map<String, byte[]> all() {
    Map<String, byte[]> files = new TreeMap<>();
    Path archive = Fixtures.path("pictures/sweep.zip");
    try (InputStream in = Files.newInputStream(archive);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  static void addTo(Shelf shelf) {
    Map<String, byte[]> files = all();
    Random random = new Random(shelf.random().nextLong());
    some(shelf, files, random, "webp-lossy", 14);
    some(shelf, files, random, "webp-lossless", 6);
    some(shelf, files, random, "webp-frames", 2);
    some(shelf, files, random, "jpeg-", 8);
    some(shelf, files, random, "tiff-", 8);
    some(shelf, files, random, "gif-", 4);
    for (String kind : new String[] {"jpeg-icc", "png-icc", "tiff-icc", "webp-lossless-icc"}) {
      some(shelf, files, random, kind, 1);
    }
    library(shelf, "HEIC", "system-p.heic", "system-p.png");
    library(shelf, "HEIC", "system-a.heic", "system-a.png");
    library(shelf, "HEIC", "system-grid.heic", "system-grid.png");
    library(shelf, "AVIF", "system-a.avif", "system-a.png");
    library(shelf, "AVIF", "system-ten.avif", "system-p.png");
    library(shelf, "JPEG XL", "system-p.jxl", "system-p.png");
    library(shelf, "JPEG XL", "system-a.jxl", "system-a.png");
  }

  /** Puts the first so many of the archive whose names begin like this into a folder. */
  static void some(Shelf shelf, String folder, String prefix, int count) {
    Map<String, byte[]> files = all();
    files.keySet().stream()
        .filter(name -> name.startsWith(prefix) && files.containsKey(name + ".ppm"))
        .limit(count)
        .forEach(
            name ->
                shelf.picture(
                    folder + name,
                    Objects.requireNonNull(files.get(name)),
                    ofPpm(Objects.requireNonNull(files.get(name + ".ppm"))),
                    tolerance(name)));
  }

  private static void some(
      Shelf shelf, Map<String, byte[]> files, Random random, String prefix, int count) {
    List<String> names =
        new ArrayList<>(
            files.keySet().stream()
                .filter(name -> name.startsWith(prefix) && files.containsKey(name + ".ppm"))
                .filter(name -> !Files.exists(shelf.root().resolve("made/" + name)))
                .toList());
    Collections.shuffle(names, random);
    for (String name : names.subList(0, Math.min(count, names.size()))) {
      byte[] file = Objects.requireNonNull(files.get(name));
      byte[] shown = Objects.requireNonNull(files.get(name + ".ppm"));
      shelf.picture("made/" + name, file, ofPpm(shown), tolerance(name));
    }
  }

  private static double tolerance(String name) {
    return name.contains("icc") ? 0.8 : name.contains("jpeg") ? 0.6 : Shelf.EXACT;
  }

  private static Drawing ofPpm(byte[] ppm) {
    int end = 0;
    while (ppm[end] != '\n') {
      end++;
    }
    String[] header = new String(ppm, 0, end, StandardCharsets.ISO_8859_1).split(" ", -1);
    int width = Integer.parseInt(header[1]);
    int start = end + 1;
    return Drawing.of(
        width,
        Integer.parseInt(header[2]),
        (x, y) -> {
          int at = start + 3 * (y * width + x);
          return 0xff000000
              | ((ppm[at] & 0xff) << 16)
              | ((ppm[at + 1] & 0xff) << 8)
              | (ppm[at + 2] & 0xff);
        });
  }

  private static void library(Shelf shelf, String format, String name, String original) {
    system(shelf, "libraries/" + name, format, name, original);
  }

  /** Puts a file that needs a library of the system. */
  static void system(Shelf shelf, String path, String format, String name, String original) {
    try {
      byte[] file = Files.readAllBytes(Fixtures.path("pictures/" + name));
      Drawing drawing = JpegFile.read(Fixtures.path("pictures/" + original)).onWhite();
      shelf.put(path, file, new Expectation.Shown(drawing, LOSSY_SYSTEM, format), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
