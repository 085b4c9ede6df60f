package dev.diptych.index;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ModelFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * An index on disk, or the place for one: the front door of this module. Holds nothing open itself;
 * thread-safe. The files are described in docs/index-format.md.
 *
 * <p>One writer at a time, across all processes; any number of readers, which see the last commit.
 */
public final class IndexFolder {

  private final IndexLayout layout;
  private final long chunkBytes;

  private IndexFolder(IndexLayout layout, long chunkBytes) {
    this.layout = layout;
    this.chunkBytes = chunkBytes;
  }

  /**
   * The index at a folder, which need not exist yet.
   *
   * @param folder where {@code index.json} lies or shall lie
   */
  public static IndexFolder at(Path folder) {
    return at(folder, WritableGeneration.MOST_CHUNK_BYTES);
  }

  static IndexFolder at(Path folder, long chunkBytes) {
    return new IndexFolder(new IndexLayout(folder), chunkBytes);
  }

  /** {@return where the index lies} */
  public Path folder() {
    return layout.folder();
  }

  /** {@return whether there is an index, sound or not} */
  public boolean exists() {
    return Files.exists(layout.pointer());
  }

  /**
   * Opens the index for writing, makes it when there is none, and cuts off what a killed writer
   * left uncommitted.
   *
   * @param spec what is to be written; must fit what is there
   * @throws DiptychException LOCKED when another writer is at work; INCOMPATIBLE_INDEX when the
   *     index was made with another model, other features or a newer format; CORRUPT_INDEX; IO
   */
  public ItemWriter openWriter(IndexSpec spec) {
    return writer(
        lock -> {
          Optional<IndexPointer> pointer = IndexPointer.read(layout);
          if (pointer.isEmpty()) {
            return create(lock, spec);
          }
          DurableFiles.deleteTemporary(layout.pointer());
          layout.deleteGenerationsExcept(pointer.get().generation());
          return WritableGeneration.open(layout, lock, pointer.get(), spec, chunkBytes);
        });
  }

  /**
   * Opens a new, empty generation for writing, whatever is there now, sound or not. The first
   * commit makes it the current one and deletes the one before; until then readers see that one,
   * and closing without a commit leaves it as it is. Needs room for both.
   *
   * @param spec what the new generation is made for
   * @throws DiptychException LOCKED when another writer is at work; IO
   */
  public ItemWriter rebuild(IndexSpec spec) {
    return writer(
        lock -> {
          int last = 0;
          for (String name : layout.generationNames()) {
            last = Math.max(last, IndexLayout.generationNumber(name));
          }
          if (last == 0 && !exists()) {
            return create(lock, spec);
          }
          String name = IndexLayout.generationName(last + 1, spec.model().shortForm());
          return WritableGeneration.create(layout, lock, name, spec, chunkBytes);
        });
  }

  private WritableGeneration create(WriterLock lock, IndexSpec spec) throws IOException {
    for (String name : layout.generationNames()) {
      if (hasItems(layout.generation(name))) {
        throw IndexErrors.corrupt(
            layout.folder(),
            "the file %s is missing, though %s holds items"
                .formatted(layout.pointer(), layout.generation(name)),
            null);
      }
      DurableFiles.deleteTree(layout.generation(name));
    }
    String name = IndexLayout.generationName(1, spec.model().shortForm());
    WritableGeneration generation = WritableGeneration.create(layout, lock, name, spec, chunkBytes);
    try {
      generation.publish();
      return generation;
    } catch (IOException | RuntimeException e) {
      generation.close(true);
      throw e;
    }
  }

  private static boolean hasItems(Path generation) {
    Path folder = IndexLayout.lucene(generation);
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Directory directory = FSDirectory.open(folder)) {
      return DirectoryReader.indexExists(directory)
          && SegmentInfos.readLatestCommit(directory).totalMaxDoc() > 0;
    } catch (IOException e) {
      return true; // not empty, and not readable: not to be deleted unasked
    }
  }

  /** Opening a generation under a lock. */
  @FunctionalInterface
  private interface Opening {
    WritableGeneration with(WriterLock lock) throws IOException;
  }

  private ItemWriter writer(Opening opening) {
    return IndexErrors.guarded(
        layout.folder(),
        "opening",
        () -> {
          IndexErrors.requireNoFile(layout.folder());
          Files.createDirectories(layout.folder());
          WriterLock lock = WriterLock.acquire(layout.folder());
          try {
            return new LuceneItemWriter(layout, opening.with(lock));
          } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
          }
        });
  }

  /**
   * Opens the last commit for reading. Takes no lock and writes nothing.
   *
   * @param expected the model whose queries will be asked
   * @throws DiptychException NOT_FOUND when there is no index; INCOMPATIBLE_INDEX when it was made
   *     with another model or a newer format; CORRUPT_INDEX when anything is missing or damaged; IO
   */
  public ItemReader openReader(ModelFingerprint expected) {
    return LuceneItemReader.open(layout, expected);
  }

  /**
   * The index in a few numbers; needs no model. Walks the folder for its size.
   *
   * @throws DiptychException NOT_FOUND, CORRUPT_INDEX, INCOMPATIBLE_INDEX (newer format) or IO
   */
  public IndexSummary summary() {
    Generation.Opened opened = Generation.openCurrent(layout, Optional.empty());
    return IndexErrors.guarded(
        layout.folder(),
        "reading",
        () -> {
          IndexView view = opened.view();
          try {
            return view.summary();
          } finally {
            view.release();
            opened.generation().close();
          }
        });
  }

  /**
   * Checks everything: pointer, manifest, Lucene's files, every feature record, every item. Reads
   * all bytes of the index once. Holds off writers meanwhile.
   *
   * @throws DiptychException NOT_FOUND when there is no index; LOCKED when it is being written; IO
   */
  public VerifyReport verify() {
    return Verification.run(layout);
  }
}
