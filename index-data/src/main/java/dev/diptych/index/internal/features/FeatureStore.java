package dev.diptych.index.internal.features;

import dev.diptych.core.DiptychException;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.internal.files.FeatureRecordFormat;
import dev.diptych.index.internal.files.IndexErrors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The committed patch features of a generation. Thread-safe.
 *
 * <p>Every chunk is open from the beginning, so that its bytes stay readable when a rebuild deletes
 * the file; a chunk that a later commit has made longer is opened anew. Features handed out are in
 * memory of their own and outlive the store.
 */
public final class FeatureStore implements AutoCloseable {

  private final Path index;
  private final Path folder;
  private final IndexSpec spec;
  private final FeatureRecordFormat layout;

  private final Object opening = new Object();
  private volatile List<Chunk> chunks = List.of();
  private volatile boolean closed;

  /**
   * A chunk as far as it is committed.
   *
   * @param file the open file
   * @param length its committed bytes
   */
  private record Chunk(ChunkFile file, long length) {}

  public FeatureStore(Path index, Path folder, IndexSpec spec) {
    this.index = index;
    this.folder = folder;
    this.spec = spec;
    this.layout = new FeatureRecordFormat(spec);
  }

  /**
   * Follows a newer commit.
   *
   * @param committed bytes of chunk 1, 2, ...
   * @throws DiptychException CORRUPT_INDEX when a chunk is missing or too short
   */
  public void extendTo(long[] committed) throws IOException {
    synchronized (opening) {
      List<Chunk> grown = new ArrayList<>(chunks);
      List<Chunk> fresh = new ArrayList<>();
      List<Chunk> outgrown = new ArrayList<>();
      try {
        for (int slot = 0; slot < committed.length; slot++) {
          boolean isNew = slot == grown.size();
          if (isNew || grown.get(slot).length() < committed[slot]) {
            FeatureChunks.requireWhole(index, folder, spec, slot + 1, committed[slot]);
            Chunk after =
                new Chunk(
                    ChunkFile.open(FeatureRecordFormat.file(folder, slot + 1)), committed[slot]);
            fresh.add(after);
            if (isNew) {
              grown.add(after);
            } else {
              outgrown.add(grown.set(slot, after));
            }
          }
        }
      } catch (IOException | RuntimeException e) {
        releaseAll(fresh);
        throw e;
      }
      chunks = List.copyOf(grown);
      releaseAll(outgrown);
    }
  }

  private static void releaseAll(List<Chunk> leased) throws IOException {
    for (Chunk chunk : leased) {
      chunk.file().release();
    }
  }

  /**
   * The features at a place, read and checked.
   *
   * @throws DiptychException CORRUPT_INDEX naming file and offset when no good record lies there
   */
  public PatchFeatures read(FeatureLocator locator) throws IOException {
    if (!layout.isRecordStart(locator.offset())) {
      throw IndexErrors.corrupt(index, place(locator) + " cannot begin there", null);
    }
    byte[] record = new byte[layout.recordBytes()];
    ChunkFile file = lease(locator);
    try {
      file.read(record, locator.offset());
    } catch (IOException e) { // the file was cut, or the disk failed
      throw IndexErrors.corrupt(
          index, "%s cannot be read (%s)".formatted(place(locator), e.getMessage()), e);
    } finally {
      file.release();
    }
    MemorySegment bytes = MemorySegment.ofArray(record);
    @Nullable String fault = layout.faultOf(bytes);
    if (fault != null) {
      throw IndexErrors.corrupt(index, "%s: %s".formatted(place(locator), fault), null);
    }
    return new StoredPatchFeatures(spec, layout, bytes);
  }

  private ChunkFile lease(FeatureLocator locator) {
    while (!closed) {
      List<Chunk> open = chunks;
      int slot = locator.chunk() - 1;
      if (slot < 0
          || slot >= open.size()
          || locator.offset() + layout.recordBytes() > open.get(slot).length()) {
        throw IndexErrors.corrupt(
            index, place(locator) + " lies outside the committed length", null);
      }
      if (open.get(slot).file().lease()) {
        return open.get(slot).file();
      }
      // Outgrown or closed between the two steps.
    }
    throw IndexErrors.misuse(
        "patch features of the index at %s were asked for after its reader was closed"
            .formatted(index));
  }

  private String place(FeatureLocator locator) {
    return "the feature record at offset %s of %s"
        .formatted(locator.offset(), FeatureRecordFormat.file(folder, locator.chunk()));
  }

  /** Closes every chunk once the reads under way are done. */
  @Override
  public void close() throws IOException {
    synchronized (opening) {
      if (!closed) {
        closed = true;
        releaseAll(chunks);
      }
    }
  }
}
