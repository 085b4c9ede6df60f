package dev.diptych.index.internal.features;

import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.internal.files.FeatureRecordFormat;
import dev.diptych.index.internal.files.IndexErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** What a commit says of the chunks, held against the files. */
public final class FeatureChunks {

  private FeatureChunks() {}

  /**
   * Checks that every committed chunk is there, with a good header and its committed length.
   *
   * @throws dev.diptych.core.DiptychException CORRUPT_INDEX naming the file
   */
  static void requireWhole(Path index, Path folder, IndexSpec spec, long[] lengths)
      throws IOException {
    for (int chunk = 1; chunk <= lengths.length; chunk++) {
      requireWhole(index, folder, spec, chunk, lengths[chunk - 1]);
    }
  }

  /** As above, for one chunk. */
  static void requireWhole(Path index, Path folder, IndexSpec spec, int chunk, long length)
      throws IOException {
    String fault = fault(folder, spec, chunk, length);
    if (fault != null) {
      throw IndexErrors.corrupt(index, fault, null);
    }
  }

  /** {@return what is wrong with a chunk, records left aside; null when nothing is} */
  public static @Nullable String fault(Path folder, IndexSpec spec, int chunk, long length)
      throws IOException {
    Path file = FeatureRecordFormat.file(folder, chunk);
    FeatureRecordFormat layout = new FeatureRecordFormat(spec);
    if (spec.features() == FeatureFormat.NONE || !layout.isRecordStart(length)) {
      return "its manifest gives the impossible length %s for %s".formatted(length, file);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < length) {
        return "the feature chunk %s has %s of its %s committed bytes"
            .formatted(file, channel.size(), length);
      }
      ByteBuffer header = ByteBuffer.allocate(FeatureRecordFormat.CHUNK_HEADER_BYTES);
      while (header.hasRemaining() && channel.read(header, header.position()) >= 0) {
        // until the header is full or the file ends
      }
      String fault = layout.faultOfChunkHeader(header.flip(), chunk);
      return fault == null ? null : "the feature chunk %s is unreadable: %s".formatted(file, fault);
    } catch (NoSuchFileException e) {
      return "the feature chunk %s is missing".formatted(file);
    }
  }
}
