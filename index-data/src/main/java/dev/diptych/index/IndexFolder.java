package dev.diptych.index;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.index.internal.files.DurableFiles;
import dev.diptych.index.internal.files.IndexErrors;
import dev.diptych.index.internal.files.IndexLayout;
import dev.diptych.index.internal.files.IndexPointer;
import dev.diptych.index.internal.files.RemainingChoices;
import dev.diptych.index.internal.files.WriterLock;
import dev.diptych.index.internal.generation.Generation;
import dev.diptych.index.internal.generation.LuceneItemReader;
import dev.diptych.index.internal.generation.LuceneItemWriter;
import dev.diptych.index.internal.generation.OpenCommit;
import dev.diptych.index.internal.generation.UnfinishedRebuilds;
import dev.diptych.index.internal.generation.Verification;
import dev.diptych.index.internal.generation.WritableGeneration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
          layout.deleteLeftovers(pointer.get().generation());
          return WritableGeneration.open(layout, lock, pointer.get(), spec, chunkBytes);
        });
  }

  /** As {@link #rebuild(IndexSpec, RebuildListener)}, telling nobody. */
  public ItemWriter rebuild(IndexSpec spec) {
    return rebuild(spec, RebuildListener.NONE);
  }

  /**
   * Opens a generation of its own for writing, whatever is there now, sound or not: that of an
   * unfinished rebuild of the same spec, else a new, empty one. Readers see the generation before
   * until {@link ItemWriter#publish}. An unfinished rebuild that cannot be resumed is deleted.
   * Needs room for both generations. Where there is no index yet, this is {@link #openWriter}.
   *
   * @param spec what the generation is made for
   * @param listener hears of an unfinished rebuild
   * @throws DiptychException LOCKED when another writer is at work; IO
   */
  public ItemWriter rebuild(IndexSpec spec, RebuildListener listener) {
    return writer(
        lock -> {
          DurableFiles.deleteTemporary(layout.pointer());
          if (!exists() && layout.generationNames().stream().noneMatch(layout::hasItems)) {
            return create(lock, spec);
          }
          WritableGeneration resumed = resume(lock, spec, listener);
          if (resumed != null) {
            return resumed;
          }
          int last = IndexPointer.readIfSound(layout).map(IndexPointer::generationNumber).orElse(0);
          for (String name : layout.generationNames()) {
            last = Math.max(last, IndexLayout.generationNumber(name));
          }
          String name = IndexLayout.generationName(last + 1, spec.model().shortForm());
          return WritableGeneration.create(layout, lock, name, spec, chunkBytes);
        });
  }

  /** Opens the unfinished rebuild, or deletes it; {@return null where none can be resumed} */
  private @Nullable WritableGeneration resume(
      WriterLock lock, IndexSpec spec, RebuildListener listener) throws IOException {
    WritableGeneration resumed = null;
    for (String name : UnfinishedRebuilds.names(layout)) {
      UnfinishedRebuild rebuild = UnfinishedRebuilds.describe(layout, name);
      String fault = resumed == null ? null : "a later one goes on";
      if (resumed == null) {
        try {
          WritableGeneration opened =
              IndexErrors.guarded(
                  layout.folder(),
                  "opening",
                  () -> WritableGeneration.resume(layout, lock, name, spec, chunkBytes));
          resumed = opened;
          listener.resuming(rebuild);
        } catch (DiptychException e) {
          fault =
              switch (e.code()) {
                case INCOMPATIBLE_INDEX -> "it was begun with other choices";
                case CORRUPT_INDEX -> "it is damaged";
                default -> throw e;
              };
        }
      }
      if (fault != null) {
        listener.dropping(rebuild, fault);
        DurableFiles.deleteTree(layout.generation(name));
      }
    }
    return resumed;
  }

  /**
   * The rebuild that was begun and has not finished; reads a few small files.
   *
   * @throws DiptychException IO
   */
  public Optional<UnfinishedRebuild> unfinishedRebuild() {
    return IndexErrors.guarded(
        layout.folder(),
        "reading",
        () -> {
          List<String> names = UnfinishedRebuilds.names(layout);
          return names.isEmpty()
              ? Optional.empty()
              : Optional.of(UnfinishedRebuilds.describe(layout, names.getFirst()));
        });
  }

  /**
   * Deletes the rebuild that was begun and has not finished.
   *
   * @return what was deleted; empty where there was none
   * @throws DiptychException LOCKED when a writer is at work; IO
   */
  public Optional<UnfinishedRebuild> discardRebuild() {
    if (!Files.isDirectory(layout.folder())) {
      return Optional.empty();
    }
    return IndexErrors.guarded(
        layout.folder(),
        "deleting the unfinished rebuild of",
        () -> {
          try (WriterLock _ = WriterLock.acquire(layout.folder())) {
            Optional<UnfinishedRebuild> discarded = unfinishedRebuild();
            for (String name : UnfinishedRebuilds.names(layout)) {
              DurableFiles.deleteTree(layout.generation(name));
            }
            return discarded;
          }
        });
  }

  /**
   * The choices that the index was made with, as far as they can be read off what is left of it,
   * however damaged; empty where there is no trace of an index. Never fails.
   */
  public Optional<IndexChoices> remainingChoices() {
    return RemainingChoices.of(layout);
  }

  /** {@return the folder as one word of a shell command} */
  public String shellName() {
    return IndexErrors.shellWord(layout.folder());
  }

  private WritableGeneration create(WriterLock lock, IndexSpec spec) throws IOException {
    for (String name : layout.generationNames()) {
      if (layout.hasItems(name)) {
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
      closeAfter(e, generation);
      throw e;
    }
  }

  private static void closeAfter(Exception failure, WritableGeneration generation) {
    try {
      generation.close(true);
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
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
   * What the index was made for; needs no model. Reads two small files.
   *
   * @throws DiptychException NOT_FOUND, CORRUPT_INDEX, INCOMPATIBLE_INDEX (newer format) or IO
   */
  public IndexSpec spec() {
    return Generation.currentSpec(layout);
  }

  /**
   * The index in a few numbers; needs no model. Walks the folder for its size.
   *
   * @throws DiptychException NOT_FOUND, CORRUPT_INDEX, INCOMPATIBLE_INDEX (newer format) or IO
   */
  public IndexSummary summary() {
    OpenCommit view = Generation.openCurrent(layout, Optional.empty());
    return IndexErrors.guarded(
        layout.folder(),
        "reading",
        () -> {
          try {
            return view.summary();
          } finally {
            view.release();
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
