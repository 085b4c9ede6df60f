package dev.diptych.index.internal.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which file lies where in an index.
 *
 * @param folder the index
 */
public record IndexLayout(Path folder) {

  /** Version of the on-disk format that this build writes; it reads this one and older ones. */
  public static final int FORMAT_VERSION = 2;

  private static final Logger LOG = LoggerFactory.getLogger(IndexLayout.class);
  private static final Pattern GENERATION = Pattern.compile("([0-9]{4,9})-[0-9a-f]{8}");

  public Path pointer() {
    return folder.resolve("index.json");
  }

  public Path generations() {
    return folder.resolve("generations");
  }

  public Path generation(String name) {
    return generations().resolve(name);
  }

  public Path thumbnails() {
    return folder.resolve("thumbnails");
  }

  public static Path lucene(Path generation) {
    return generation.resolve("lucene");
  }

  public static Path features(Path generation) {
    return generation.resolve("features");
  }

  /** {@return whether this is a folder's name as {@link #generationName} makes them} */
  static boolean isGenerationName(String name) {
    return GENERATION.matcher(name).matches();
  }

  public static String generationName(int number, String shortFingerprint) {
    return String.format(Locale.ROOT, "%04d-%s", number, shortFingerprint);
  }

  /** {@return the number at the start of a generation's name} */
  public static int generationNumber(String name) {
    return Integer.parseInt(name.substring(0, name.indexOf('-')));
  }

  /** {@return the names of all generation folders, finished or not} */
  public List<String> generationNames() throws IOException {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(generations())) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(generations())) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          if (isGenerationName(name) && Files.isDirectory(entry)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  /** {@return whether a generation holds committed items, or anything that cannot be read} */
  public boolean hasItems(String name) {
    Path lucene = lucene(generation(name));
    if (!Files.isDirectory(lucene)) {
      return false;
    }
    try (Directory directory = FSDirectory.open(lucene)) {
      return DirectoryReader.indexExists(directory)
          && SegmentInfos.readLatestCommit(directory).totalMaxDoc() > 0;
    } catch (IOException | RuntimeException e) {
      return true; // not empty, and not readable: not to be deleted unasked
    }
  }

  /** Deletes every generation but one; what cannot be deleted is left to the next writer. */
  public void deleteGenerationsExcept(String kept) throws IOException {
    for (String name : generationNames()) {
      if (!name.equals(kept)) {
        deleteUnused(name);
      }
    }
  }

  /**
   * Deletes what no rebuild can go on from: generations before the current one, and later ones
   * without items.
   */
  public void deleteLeftovers(String current) throws IOException {
    for (String name : generationNames()) {
      boolean later = generationNumber(name) > generationNumber(current);
      if (!name.equals(current) && !(later && hasItems(name))) {
        deleteUnused(name);
      }
    }
  }

  private void deleteUnused(String name) {
    try {
      DurableFiles.deleteTree(generation(name));
    } catch (IOException e) {
      LOG.warn("the unused generation {} could not be deleted yet", generation(name), e);
    }
  }
}
