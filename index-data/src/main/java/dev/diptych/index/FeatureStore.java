package dev.diptych.index;

import dev.diptych.core.DiptychException;
import dev.diptych.core.PatchFeatures;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The committed patch features of a generation, read through mapped chunks. Thread-safe.
 *
 * <p>Every chunk is mapped from the beginning, so that its bytes stay readable when a rebuild
 * deletes the file; a chunk that a later commit has made longer is mapped anew. Features handed out
 * hold no mapping: they lease the current one for each copy, and after {@link #close} they fail
 * with an exception.
 */
final class FeatureStore implements AutoCloseable {

  private final Path index;
  private final Path folder;
  private final IndexSpec spec;
  private final FeatureRecordFormat layout;

  private final Object mapping = new Object();
  private volatile @Nullable MappedChunk[] chunks = {};
  private volatile boolean closed;

  FeatureStore(Path index, Path folder, IndexSpec spec) {
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
  void extendTo(long[] committed) throws IOException {
    synchronized (mapping) {
      @Nullable MappedChunk[] grown =
          Arrays.copyOf(chunks, Math.max(committed.length, chunks.length));
      List<MappedChunk> fresh = new ArrayList<>();
      List<MappedChunk> outgrown = new ArrayList<>();
      try {
        for (int slot = 0; slot < committed.length; slot++) {
          MappedChunk before = grown[slot];
          if (before == null || before.length() < committed[slot]) {
            FeatureChunks.requireWhole(index, folder, spec, slot + 1, committed[slot]);
            MappedChunk after =
                MappedChunk.map(FeatureRecordFormat.file(folder, slot + 1), committed[slot]);
            fresh.add(after);
            grown[slot] = after;
            if (before != null) {
              outgrown.add(before);
            }
          }
        }
      } catch (IOException | RuntimeException e) {
        fresh.forEach(MappedChunk::release);
        throw e;
      }
      chunks = grown;
      outgrown.forEach(MappedChunk::release);
    }
  }

  IndexSpec spec() {
    return spec;
  }

  FeatureRecordFormat layout() {
    return layout;
  }

  /**
   * The features at a place; their record is checked here, the numbers are read at each copy.
   *
   * @throws DiptychException CORRUPT_INDEX naming file and offset when no good record lies there
   */
  PatchFeatures read(FeatureLocator locator) {
    String fault = fault(locator);
    if (fault != null) {
      throw IndexErrors.corrupt(index, fault, null);
    }
    return new MappedPatchFeatures(this, locator);
  }

  private @Nullable String fault(FeatureLocator locator) {
    if (!layout.isRecordStart(locator.offset())) {
      return place(locator) + " cannot begin there";
    }
    String fault = this.<@Nullable String>withRecord(locator, layout::faultOf);
    return fault == null ? null : "%s: %s".formatted(place(locator), fault);
  }

  /** Does something with the bytes of a record, which stay mapped meanwhile. */
  <T extends @Nullable Object> T withRecord(
      FeatureLocator locator, Function<MemorySegment, T> use) {
    MappedChunk chunk = lease(locator);
    try {
      return use.apply(chunk.slice(locator.offset(), layout.recordBytes()));
    } catch (InternalError e) {
      // What the JVM makes of a page that cannot be read: the file was cut, or the disk failed.
      throw IndexErrors.corrupt(index, place(locator) + ": its bytes cannot be read", e);
    } finally {
      chunk.release();
    }
  }

  private MappedChunk lease(FeatureLocator locator) {
    while (!closed) {
      @Nullable MappedChunk[] mapped = chunks;
      int slot = locator.chunk() - 1;
      MappedChunk chunk = slot >= 0 && slot < mapped.length ? mapped[slot] : null;
      if (chunk == null || locator.offset() + layout.recordBytes() > chunk.length()) {
        throw IndexErrors.corrupt(
            index, place(locator) + " lies outside the committed length", null);
      }
      if (chunk.lease()) {
        return chunk;
      }
      // Outgrown or closed between the two steps.
    }
    throw IndexErrors.misuse(
        "patch features of the index at %s were read after its reader was closed".formatted(index));
  }

  private String place(FeatureLocator locator) {
    return "the feature record at offset %s of %s"
        .formatted(locator.offset(), FeatureRecordFormat.file(folder, locator.chunk()));
  }

  /** Unmaps every chunk once the copies under way are done. */
  @Override
  public void close() {
    synchronized (mapping) {
      if (closed) {
        return;
      }
      closed = true;
      for (MappedChunk chunk : chunks) {
        if (chunk != null) {
          chunk.release();
        }
      }
    }
  }
}
