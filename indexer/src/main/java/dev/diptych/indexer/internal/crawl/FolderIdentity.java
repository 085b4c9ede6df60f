package dev.diptych.indexer.internal.crawl;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;

/**
 * Which folder this is, whatever it is called: another disk mounted in its place, or a new folder
 * of the same name, has another identity. Some file systems (network, btrfs) may get another device
 * number when they are mounted anew.
 *
 * @param device the device that holds it
 * @param key its number there
 */
public record FolderIdentity(String device, String key) {

  /** {@return the identity of a folder, or of what a link to one leads to} */
  public static FolderIdentity of(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      Map<String, Object> attributes = Files.readAttributes(folder, "unix:dev,ino");
      return new FolderIdentity(
          String.valueOf(attributes.get("dev")), String.valueOf(attributes.get("ino")));
    }
    BasicFileAttributes attributes = Files.readAttributes(folder, BasicFileAttributes.class);
    return new FolderIdentity(
        volume(Files.getFileStore(folder)),
        Long.toString(attributes.creationTime().toMillis())); // Windows tells no number
  }

  private static String volume(FileStore store) throws IOException {
    try {
      return String.valueOf(store.getAttribute("volume:vsn"));
    } catch (UnsupportedOperationException e) {
      return store.name().replace(' ', '_');
    }
  }

  /** {@return the identity that {@link #toString} wrote; empty for anything else} */
  public static Optional<FolderIdentity> parse(String text) {
    int blank = text.indexOf(' ');
    return blank < 1 || blank == text.length() - 1
        ? Optional.empty()
        : Optional.of(new FolderIdentity(text.substring(0, blank), text.substring(blank + 1)));
  }

  @Override
  public String toString() {
    return device + " " + key;
  }
}
