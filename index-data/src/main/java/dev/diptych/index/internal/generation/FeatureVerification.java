package dev.diptych.index.internal.generation;

import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.internal.features.ChunkFile;
import dev.diptych.index.internal.features.FeatureChunks;
import dev.diptych.index.internal.features.FeatureLocator;
import dev.diptych.index.internal.files.CommitManifest;
import dev.diptych.index.internal.files.FeatureRecordFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Compares the checksum of every committed feature record, and keeps account of their use. */
final class FeatureVerification {

  private final Path folder;
  private final IndexSpec spec;
  private final long[] lengths;
  private final FeatureRecordFormat layout;
  private final Verification findings;
  private final BitSet[] used;
  private final BitSet[] broken;
  private long records;

  FeatureVerification(Path folder, CommitManifest manifest, Verification findings) {
    this.folder = folder;
    this.spec = manifest.spec();
    this.lengths = manifest.chunkLengths();
    this.layout = new FeatureRecordFormat(spec);
    this.findings = findings;
    this.used = new BitSet[lengths.length];
    this.broken = new BitSet[lengths.length];
    for (int chunk = 0; chunk < lengths.length; chunk++) {
      used[chunk] = new BitSet();
      broken[chunk] = new BitSet();
    }
  }

  void run() throws IOException {
    for (int chunk = 1; chunk <= lengths.length; chunk++) {
      String fault = FeatureChunks.fault(folder, spec, chunk, lengths[chunk - 1]);
      if (fault == null) {
        checkRecords(chunk);
      } else {
        findings.damage(fault);
      }
    }
    noteTails();
  }

  private void checkRecords(int chunk) throws IOException {
    Path file = FeatureRecordFormat.file(folder, chunk);
    byte[] bytes = new byte[layout.recordBytes()];
    ChunkFile open = ChunkFile.open(file);
    try {
      int count = recordsIn(chunk);
      for (int record = 0; record < count; record++) {
        long offset = FeatureRecordFormat.CHUNK_HEADER_BYTES + (long) record * layout.recordBytes();
        String fault = faultOfRecord(open, offset, bytes);
        records++;
        if (fault != null) {
          broken[chunk - 1].set(record);
          findings.damage(
              "the feature record at offset %s of %s: %s".formatted(offset, file, fault));
        }
      }
    } finally {
      open.release();
    }
  }

  private @Nullable String faultOfRecord(ChunkFile file, long offset, byte[] bytes) {
    try {
      file.read(bytes, offset);
    } catch (IOException e) { // the file was cut, or the disk failed
      return "it cannot be read (%s)".formatted(e.getMessage());
    }
    return layout.faultOf(MemorySegment.ofArray(bytes));
  }

  private int recordsIn(int chunk) {
    return Math.toIntExact(
        (lengths[chunk - 1] - FeatureRecordFormat.CHUNK_HEADER_BYTES) / layout.recordBytes());
  }

  private void noteTails() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path file : entries) {
        String name = file.getFileName().toString();
        if (!FeatureRecordFormat.isChunkName(name)) {
          continue;
        }
        int chunk = Integer.parseInt(name.substring(0, 8));
        if (chunk < 1 || chunk > lengths.length) {
          findings.note("the chunk %s was never committed".formatted(file));
        } else if (Files.size(file) > lengths[chunk - 1]) {
          findings.note(
              "%s has an uncommitted tail of %s bytes"
                  .formatted(file, Files.size(file) - lengths[chunk - 1]));
        }
      }
    }
  }

  /**
   * Takes note that an item refers to a record.
   *
   * @return what is wrong with that record, or null
   */
  @Nullable String use(FeatureLocator locator) {
    int chunk = locator.chunk();
    if (spec.features() == FeatureFormat.NONE
        || chunk < 1
        || chunk > lengths.length
        || !layout.isRecordStart(locator.offset())
        || locator.offset() + layout.recordBytes() > lengths[chunk - 1]) {
      return "its features at offset %s of chunk %s are outside the committed records"
          .formatted(locator.offset(), chunk);
    }
    int record =
        (int) ((locator.offset() - FeatureRecordFormat.CHUNK_HEADER_BYTES) / layout.recordBytes());
    used[chunk - 1].set(record);
    return broken[chunk - 1].get(record)
        ? "its features at offset %s of chunk %s are damaged".formatted(locator.offset(), chunk)
        : null;
  }

  boolean areStored() {
    return spec.features() != FeatureFormat.NONE;
  }

  long records() {
    return records;
  }

  long unusedBytes() {
    long unused = 0;
    for (int chunk = 1; chunk <= lengths.length; chunk++) {
      unused += recordsIn(chunk) - used[chunk - 1].cardinality();
    }
    return unused * layout.recordBytes();
  }
}
