package dev.diptych.indexer.internal.picture;

import dev.diptych.core.Facts;
import dev.diptych.encoders.FactsReader;
import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.FileFacts;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.RegularFile;
import dev.diptych.indexer.internal.crawl.SourceUri;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The facts of pictures, with those of the {@code .xmp} files beside them: {@code cat.jpg.xmp}, or
 * {@code cat.xmp}. Thread-safe.
 */
public final class PictureFacts {

  private static final String ENDING = ".xmp";

  /** Facts that were read by the newest rules, without an {@code .xmp} file: most are. */
  private static final Facts.Reading ALONE = new Facts.Reading(FactsReader.RULES, 0, 0);

  /** By source without the ending, in the spelling of the folder. */
  private final Map<String, FoundFile> sidecars = new HashMap<>();

  private final Crawl crawl;

  /** Learns the {@code .xmp} files that a crawl met. */
  public PictureFacts(Crawl crawl) {
    this.crawl = crawl;
    for (FoundFile file : crawl.files()) {
      String source = file.source();
      if (source.toLowerCase(Locale.ROOT).endsWith(ENDING)) {
        sidecars.put(source.substring(0, source.length() - ENDING.length()), file);
      }
    }
  }

  /** {@return what facts that are in step with the picture's files are read by} */
  public Facts.Reading due(FoundFile picture) {
    return sidecar(picture).map(PictureFacts::reading).orElse(ALONE);
  }

  /** {@return the facts of a picture} An {@code .xmp} file that cannot be read says nothing. */
  public Facts read(FoundFile picture, byte[] bytes) {
    Optional<FoundFile> sidecar = sidecar(picture);
    Optional<byte[]> xmp = sidecar.flatMap(PictureFacts::content);
    return FactsReader.read(bytes, xmp).with(sidecar.map(PictureFacts::reading).orElse(ALONE));
  }

  private static Facts.Reading reading(FoundFile sidecar) {
    return new Facts.Reading(FactsReader.RULES, sidecar.modifiedMillis(), sidecar.bytes());
  }

  private Optional<FoundFile> sidecar(FoundFile picture) {
    String source = picture.source();
    int dot = source.lastIndexOf('.');
    String stem = dot > source.lastIndexOf('/') ? source.substring(0, dot) : source;
    if (crawl.scope().files().contains(source)) { // named alone: nothing beside it was crawled
      return besides(List.of(source, stem));
    }
    FoundFile whole = sidecars.get(source);
    return Optional.ofNullable(whole == null ? sidecars.get(stem) : whole);
  }

  private static Optional<FoundFile> besides(List<String> stems) {
    return stems.stream()
        .flatMap(stem -> Stream.of(stem + ENDING, stem + ENDING.toUpperCase(Locale.ROOT)))
        .flatMap(source -> found(source).stream())
        .findFirst();
  }

  private static Optional<FoundFile> found(String source) {
    try {
      return Optional.of(FoundFile.of(source, FileFacts.of(SourceUri.file(source))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> content(FoundFile sidecar) {
    try (InputStream in = RegularFile.open(sidecar.path())) {
      byte[] bytes = in.readNBytes(FactsReader.MOST_SIDECAR_BYTES + 1);
      return bytes.length > FactsReader.MOST_SIDECAR_BYTES ? Optional.empty() : Optional.of(bytes);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
