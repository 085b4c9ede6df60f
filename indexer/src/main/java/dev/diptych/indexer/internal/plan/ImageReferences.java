package dev.diptych.indexer.internal.plan;

import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.RealNames;
import dev.diptych.indexer.internal.crawl.SourceUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what a caption file calls a picture into that picture's source. */
final class ImageReferences {

  private final Map<String, FoundFile> found;
  private final RealNames names;

  ImageReferences(Map<String, FoundFile> found, RealNames names) {
    this.found = found;
    this.names = names;
  }

  /**
   * {@return the source of a picture, null where there is no such file}
   *
   * @param folder source of the folder that holds the caption file
   * @param reference the picture as the caption file names it
   * @throws IllegalArgumentException when the reference cannot name a local file
   */
  @Nullable String source(String folder, String reference) {
    String source = existing(SourceUri.resolve(folder, reference));
    if (source == null && reference.indexOf('\\') >= 0) {
      return existing(SourceUri.resolve(folder, reference.replace('\\', '/')));
    }
    return source;
  }

  private @Nullable String existing(Path file) {
    String source = SourceUri.of(file);
    if (found.containsKey(source)) {
      return source;
    }
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      String real = SourceUri.of(names.of(file.toRealPath()));
      return found.containsKey(real) ? real : SourceUri.of(names.of(file));
    } catch (IOException e) {
      return source;
    }
  }
}
