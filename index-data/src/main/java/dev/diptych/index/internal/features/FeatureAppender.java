package dev.diptych.index.internal.features;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.internal.files.DurableFiles;
import dev.diptych.index.internal.files.FeatureRecordFormat;
import dev.diptych.index.internal.files.IndexErrors;
import dev.diptych.index.internal.files.WriterLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The end of the feature chunks: appends records, and cuts off what no commit names. Not
 * thread-safe; only the holder of the {@link WriterLock} may have one.
 */
public final class FeatureAppender implements AutoCloseable {

  private static final float LARGEST_F16 = 65504f;

  private final Path index;
  private final Path folder;
  private final FeatureFormat format;
  private final FeatureRecordFormat layout;
  private final long mostChunkBytes;
  private final ByteBuffer record;
  private final float[] numbers;

  private long[] lengths;
  private @Nullable FileChannel last;
  private boolean unsynced;

  private FeatureAppender(
      Path index, Path folder, IndexSpec spec, long[] lengths, long mostChunkBytes) {
    this.index = index;
    this.folder = folder;
    this.format = spec.features();
    this.layout = new FeatureRecordFormat(spec);
    this.lengths = lengths.clone();
    this.mostChunkBytes = mostChunkBytes;
    boolean stored = format != FeatureFormat.NONE;
    this.record =
        ByteBuffer.allocateDirect(stored ? layout.recordBytes() : 0).order(ByteOrder.LITTLE_ENDIAN);
    this.numbers = new float[stored && format != FeatureFormat.INT8 ? layout.numbers() : 0];
  }

  /**
   * Opens the chunks at their committed ends; all bytes and files beyond those are deleted.
   *
   * @param index the index, for messages
   * @param folder the folder of the chunks
   * @param lengths committed bytes of chunk 1, 2, ...
   * @param mostChunkBytes a chunk that has reached this length gets no further record
   * @throws DiptychException CORRUPT_INDEX when a committed chunk is missing or too short
   */
  public static FeatureAppender recover(
      Path index, Path folder, IndexSpec spec, long[] lengths, long mostChunkBytes)
      throws IOException {
    Files.createDirectories(folder);
    FeatureChunks.requireWhole(index, folder, spec, lengths);
    cutBack(folder, lengths);
    return new FeatureAppender(index, folder, spec, lengths, mostChunkBytes);
  }

  /** Deletes all bytes and chunks beyond the committed lengths; no appender may be open. */
  public static void cutBack(Path folder, long[] lengths) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path file : entries) {
        String name = file.getFileName().toString();
        if (!FeatureRecordFormat.isChunkName(name)) {
          continue;
        }
        int chunk = Integer.parseInt(name.substring(0, 8));
        if (chunk < 1 || chunk > lengths.length) {
          Files.delete(file);
        } else if (Files.size(file) > lengths[chunk - 1]) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(lengths[chunk - 1]);
          }
        }
      }
    }
  }

  /**
   * Appends one record; durable only after {@link #sync}.
   *
   * @throws DiptychException INTERNAL for another shape or a number that is not finite;
   *     INVALID_REQUEST for a number too large for 16 bits
   */
  public FeatureLocator append(PatchFeatures features) throws IOException {
    if (format == FeatureFormat.INT8) {
      encodeBytes(features);
    } else {
      encodeFloats(features);
    }
    if (layout.countBytes() > 0) {
      features.copyCountsTo(floats(FeatureRecordFormat.RECORD_HEADER_BYTES, layout.countBytes()));
    }
    layout.seal(record);

    FileChannel channel = writableChunk();
    int chunk = lengths.length;
    long offset = lengths[chunk - 1];
    writeFully(channel, record.duplicate().clear(), offset);
    lengths[chunk - 1] = offset + record.capacity();
    unsynced = true;
    return new FeatureLocator(chunk, offset);
  }

  private FloatBuffer floats(int start, int bytes) {
    return record.slice(start, bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private void encodeBytes(PatchFeatures features) {
    int start = FeatureRecordFormat.RECORD_HEADER_BYTES + layout.countBytes();
    FloatBuffer factors = floats(start, layout.factorBytes());
    ByteBuffer values = record.slice(start + layout.factorBytes(), layout.numbers());
    features.copyTo(values, factors);
    requireAll(values.position());
    for (int token = 0; token < factors.capacity(); token++) {
      if (!Float.isFinite(factors.get(token))) {
        throw unfit(factors.get(token));
      }
    }
  }

  private void requireAll(int given) {
    if (given != layout.numbers()) {
      throw IndexErrors.misuse(
          "patch features of %s numbers gave only %s".formatted(layout.numbers(), given));
    }
  }

  private void encodeFloats(PatchFeatures features) {
    FloatBuffer target = FloatBuffer.wrap(numbers);
    features.copyTo(target);
    requireAll(target.position());
    int at = FeatureRecordFormat.RECORD_HEADER_BYTES + layout.countBytes();
    boolean half = format == FeatureFormat.F16;
    float bound = half ? LARGEST_F16 : Float.MAX_VALUE;
    for (float value : numbers) {
      if (!(Math.abs(value) <= bound)) {
        throw unfit(value);
      }
      if (half) {
        record.putShort(at, Float.floatToFloat16(value));
        at += Short.BYTES;
      } else {
        record.putFloat(at, value);
        at += Float.BYTES;
      }
    }
  }

  private DiptychException unfit(float value) {
    return Float.isFinite(value)
        ? new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "patch features stored as f16 must lie within ±%s, but one is %s; rebuild the index at %s with features stored as f32"
                .formatted(LARGEST_F16, value, index))
        : IndexErrors.misuse("patch features must be finite, but one is " + value);
  }

  private FileChannel writableChunk() throws IOException {
    int chunk = lengths.length;
    FileChannel channel = last;
    if (chunk > 0 && lengths[chunk - 1] < mostChunkBytes) {
      if (channel == null) {
        channel =
            FileChannel.open(FeatureRecordFormat.file(folder, chunk), StandardOpenOption.WRITE);
        last = channel;
      }
      return channel;
    }
    sync();
    if (channel != null) {
      channel.close();
      last = null;
    }
    channel =
        FileChannel.open(
            FeatureRecordFormat.file(folder, chunk + 1),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    last = channel;
    writeFully(channel, layout.chunkHeader(chunk + 1), 0);
    lengths = Arrays.copyOf(lengths, chunk + 1);
    lengths[chunk] = FeatureRecordFormat.CHUNK_HEADER_BYTES;
    unsynced = true;
    return channel;
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long offset)
      throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** Makes all records durable. {@return bytes of chunk 1, 2, ...} */
  public long[] sync() throws IOException {
    FileChannel channel = last;
    if (unsynced && channel != null) {
      channel.force(true);
      DurableFiles.syncFolder(folder);
      unsynced = false;
    }
    return lengths.clone();
  }

  /** Closes the files as they are. */
  @Override
  public void close() throws IOException {
    FileChannel channel = last;
    if (channel != null) {
      last = null;
      channel.close();
    }
  }
}
