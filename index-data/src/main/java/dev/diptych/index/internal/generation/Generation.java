package dev.diptych.index.internal.generation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.internal.features.FeatureStore;
import dev.diptych.index.internal.files.CommitManifest;
import dev.diptych.index.internal.files.IndexErrors;
import dev.diptych.index.internal.files.IndexLayout;
import dev.diptych.index.internal.files.IndexPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * One generation opened for reading: its Lucene folder and its features. Counted by its views: the
 * last one that closes takes with it every file and mapping of the generation.
 */
public final class Generation {

  /* Lucene checks the bulk of its files only when it merges them. Up to this size, opening does so
   * too: it costs a fraction of a second, and most of these pages are needed soon after. */
  private static final long CHECKED_AT_OPENING = 256L << 20;

  private static final int MOST_ATTEMPTS = 10;

  private final IndexLayout layout;
  private final IndexPointer pointer;
  private final Directory lucene;
  private final FeatureStore features;
  private final AtomicInteger views = new AtomicInteger();

  private Generation(
      IndexLayout layout, IndexPointer pointer, Directory lucene, FeatureStore features) {
    this.layout = layout;
    this.pointer = pointer;
    this.lucene = lucene;
    this.features = features;
  }

  /**
   * Opens the current generation at its last commit.
   *
   * @param expected the model it must have been made with; empty for any
   * @throws DiptychException NOT_FOUND, CORRUPT_INDEX, INCOMPATIBLE_INDEX or IO
   */
  public static OpenCommit openCurrent(IndexLayout layout, Optional<ModelFingerprint> expected) {
    return ofCurrent(layout, pointer -> open(layout, pointer, expected));
  }

  /**
   * {@return the spec of the current generation} Reads two small files and opens nothing else.
   *
   * @throws DiptychException NOT_FOUND, CORRUPT_INDEX, INCOMPATIBLE_INDEX or IO
   */
  public static IndexSpec currentSpec(IndexLayout layout) {
    return ofCurrent(
        layout,
        pointer -> {
          Path folder = existing(layout, pointer);
          try (Directory lucene = FSDirectory.open(IndexLayout.lucene(folder))) {
            return CommitManifest.of(
                    layout.folder(), SegmentInfos.readLatestCommit(lucene).getUserData())
                .spec();
          }
        });
  }

  /** What is done with the generation that a pointer names. */
  @FunctionalInterface
  private interface Use<T> {
    T of(IndexPointer pointer) throws IOException;
  }

  private static <T> T ofCurrent(IndexLayout layout, Use<T> use) {
    for (int attempt = 1; ; attempt++) {
      IndexPointer pointer = currentPointer(layout);
      try {
        return IndexErrors.guarded(layout.folder(), "opening", () -> use.of(pointer));
      } catch (DiptychException e) {
        // A rebuild may have deleted this generation between the two steps.
        if (attempt == MOST_ATTEMPTS || currentPointer(layout).equals(pointer)) {
          throw e;
        }
      }
    }
  }

  static IndexPointer currentPointer(IndexLayout layout) {
    return IndexErrors.guarded(
        layout.folder(),
        "opening",
        () -> {
          Optional<IndexPointer> pointer = IndexPointer.read(layout);
          if (pointer.isEmpty()) {
            throw IndexErrors.missing(layout);
          }
          return pointer.get();
        });
  }

  /** Opens a generation at its last commit. */
  static OpenCommit open(
      IndexLayout layout, IndexPointer pointer, Optional<ModelFingerprint> expected)
      throws IOException {
    Path folder = existing(layout, pointer);
    Directory lucene = FSDirectory.open(IndexLayout.lucene(folder));
    DirectoryReader reader = null;
    FeatureStore features = null;
    try {
      reader = DirectoryReader.open(lucene);
      CommitManifest manifest =
          CommitManifest.of(layout.folder(), reader.getIndexCommit().getUserData());
      if (expected.isPresent()) {
        SpecCheck.requireModel(layout.folder(), manifest.spec(), expected.get());
        checkIntegrity(reader);
      }
      features = new FeatureStore(layout.folder(), IndexLayout.features(folder), manifest.spec());
      Generation generation = new Generation(layout, pointer, lucene, features);
      return generation.view(reader);
    } catch (IOException | RuntimeException e) {
      if (features != null) {
        features.close();
      }
      if (reader != null) {
        reader.close();
      }
      lucene.close();
      throw e;
    }
  }

  private static Path existing(IndexLayout layout, IndexPointer pointer) {
    Path folder = layout.generation(pointer.generation());
    if (!Files.isDirectory(IndexLayout.lucene(folder))) {
      throw IndexErrors.corrupt(
          layout.folder(), "the folder %s is missing".formatted(IndexLayout.lucene(folder)), null);
    }
    return folder;
  }

  /** Compares the checksums of all segments, up to a number of bytes, with their content. */
  static void checkIntegrity(DirectoryReader reader) throws IOException {
    long bytes = 0;
    for (LeafReaderContext context : reader.leaves()) {
      LeafReader leaf = FilterLeafReader.unwrap(context.reader());
      if (leaf instanceof SegmentReader segment) {
        bytes += segment.getSegmentInfo().sizeInBytes();
        if (bytes > CHECKED_AT_OPENING) {
          return;
        }
        segment.checkIntegrity();
      }
    }
  }

  /**
   * Makes a view of a commit of this generation; the reader belongs to the view from here on. Only
   * while another view is open, or none has been made yet.
   */
  OpenCommit view(DirectoryReader reader) throws IOException {
    CommitManifest manifest =
        CommitManifest.of(layout.folder(), reader.getIndexCommit().getUserData());
    features.extendTo(manifest.chunkLengths());
    OpenCommit view = OpenCommit.of(this, reader, manifest);
    views.incrementAndGet();
    reader.getReaderCacheHelper().addClosedListener(_ -> viewClosed());
    return view;
  }

  private void viewClosed() throws IOException {
    if (views.decrementAndGet() == 0) {
      try (lucene) {
        features.close();
      }
    }
  }

  IndexLayout layout() {
    return layout;
  }

  IndexPointer pointer() {
    return pointer;
  }

  Path folder() {
    return layout.generation(pointer.generation());
  }

  Directory lucene() {
    return lucene;
  }

  FeatureStore features() {
    return features;
  }
}
