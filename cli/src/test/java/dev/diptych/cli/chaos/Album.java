package dev.diptych.cli.chaos;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A folder of small pictures, all different, that is added to, changed and emptied. */
final class Album {

  private static final int SIDE = 48;
  private static final int FOLDERS = 8;

  private final Path folder;
  private final Random random;
  private int drawn;

  Album(Path folder, Random random) {
    this.folder = folder;
    this.random = random;
  }

  Path folder() {
    return folder;
  }

  /** Adds pictures, a third of them JPEG. */
  Album add(int pictures) {
    for (int i = 0; i < pictures; i++) {
      String format = drawn % 3 == 0 ? "jpg" : "png";
      Path file = folder.resolve("d" + drawn % FOLDERS).resolve("picture" + drawn + "." + format);
      write(file, drawing(format));
      drawn++;
    }
    return this;
  }

  /** Adds, removes, renames, redraws and copies some of them. */
  void change() {
    add(5 + random.nextInt(10));
    List<Path> pictures = pictures();
    int each = Math.max(1, pictures.size() / 20);
    for (int i = 0; i < each; i++) {
      try {
        Files.deleteIfExists(any(pictures));
        Path renamed = any(pictures);
        if (Files.exists(renamed)) {
          Files.move(renamed, renamed.resolveSibling("renamed" + drawn++ + suffix(renamed)));
        }
        Path redrawn = any(pictures);
        if (Files.exists(redrawn)) {
          write(redrawn, drawing(suffix(redrawn).substring(1)));
          Files.copy(redrawn, redrawn.resolveSibling("copy" + drawn++ + suffix(redrawn)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Path any(List<Path> pictures) {
    return pictures.get(random.nextInt(pictures.size()));
  }

  private static String suffix(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.'));
  }

  /** {@return the pictures there are now} */
  List<Path> pictures() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the bytes of a picture of a few shapes} */
  byte[] drawing(String format) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(random.nextInt(1 << 24)));
    graphics.fillRect(0, 0, SIDE, SIDE);
    for (int shape = 0; shape < 3; shape++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      int side = 4 + random.nextInt(SIDE / 2);
      graphics.fillOval(random.nextInt(SIDE), random.nextInt(SIDE), side, side);
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
