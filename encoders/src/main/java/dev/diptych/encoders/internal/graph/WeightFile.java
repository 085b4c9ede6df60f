package dev.diptych.encoders.internal.graph;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The one file that holds the weights of all graphs of a bundle (ONNX external data). A weight that
 * several graphs read is written once per memory layout. Large weights start at multiples of a
 * page, so that the file can be mapped.
 */
public final class WeightFile implements AutoCloseable {

  /** The file's name, as the graphs refer to it. */
  public static final String NAME = "weights.bin";

  private static final int PAGE = 4096;
  private static final int CACHE_LINE = 64;
  private static final int CHUNK = 1 << 22;
  private static final ValueLayout.OfFloat FLOAT =
      JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * One weight in the file.
   *
   * @param name unique in the file
   * @param type of its numbers
   * @param shape dimensions
   * @param offset first byte
   * @param length bytes
   */
  public record Weight(String name, DataType type, List<Long> shape, long offset, long length) {}

  /**
   * A matrix as bytes, with one factor per column.
   *
   * @param values {@code i8 [in,out]}
   * @param scales {@code f32 [out]}
   */
  public record QuantizedWeight(Weight values, Weight scales) {}

  private final Checkpoint checkpoint;
  private final FileChannel channel;
  private final Map<String, Weight> written = new HashMap<>();
  private final Map<String, QuantizedWeight> quantized = new HashMap<>();
  private long position;

  public WeightFile(Path folder, Checkpoint checkpoint) throws IOException {
    this.checkpoint = checkpoint;
    this.channel =
        FileChannel.open(
            folder.resolve(NAME), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** {@return a tensor as the checkpoint stores it} */
  public Weight asStored(String tensor) {
    return written.computeIfAbsent(
        tensor,
        key ->
            write(key, DataType.FLOAT, checkpoint.info(tensor).shape(), checkpoint.floats(tensor)));
  }

  /**
   * {@return a tensor as the checkpoint stores it, read in other dimensions: the bytes are shared}
   */
  public Weight reshaped(String tensor, List<Long> shape) {
    Weight stored = asStored(tensor);
    return new Weight(tensor + shape, DataType.FLOAT, shape, stored.offset(), stored.length());
  }

  /** {@return a matrix {@code [out,in]} turned to {@code [in,out]}} */
  public Weight transposed(String tensor) {
    return transposedBlocks(tensor, 1);
  }

  /**
   * A matrix {@code [blocks·r, c]} as {@code [blocks, c, r]}: each block of rows turned by itself.
   * With one block the first dimension is left out.
   */
  public Weight transposedBlocks(String tensor, int blocks) {
    return written.computeIfAbsent(
        blocks == 1 ? tensor + ".transposed" : tensor + ".transposed-by-" + blocks,
        key -> {
          List<Long> shape = checkpoint.info(tensor).shape();
          int rows = Math.toIntExact(shape.get(0) / blocks);
          int columns = Math.toIntExact(shape.get(1));
          MemorySegment source = checkpoint.floats(tensor);
          MemorySegment turned =
              MemorySegment.ofArray(new byte[Math.toIntExact(source.byteSize())]);
          for (int block = 0; block < blocks; block++) {
            long start = 4L * block * rows * columns;
            transpose(source.asSlice(start), turned.asSlice(start), rows, columns);
          }
          return write(
              key,
              DataType.FLOAT,
              blocks == 1
                  ? List.of((long) columns, (long) rows)
                  : List.of((long) blocks, (long) columns, (long) rows),
              turned);
        });
  }

  /** {@return a matrix {@code [out,in]} as bytes {@code [in,out]} on seven bits} */
  public QuantizedWeight quantized(String tensor) {
    return quantized.computeIfAbsent(
        tensor,
        key -> {
          List<Long> shape = checkpoint.info(key).shape();
          long out = shape.get(0);
          long in = shape.get(1);
          ColumnQuantization columns =
              ColumnQuantization.of(
                  checkpoint.floats(key), Math.toIntExact(out), Math.toIntExact(in));
          return new QuantizedWeight(
              write(key + ".int8", DataType.INT8, List.of(in, out), columns.values()),
              write(key + ".scales", DataType.FLOAT, List.of(out), columns.scales()));
        });
  }

  /** Tile by tile, so that both sides stay in cache. */
  private static void transpose(MemorySegment source, MemorySegment target, int rows, int columns) {
    int tile = 32;
    for (int r0 = 0; r0 < rows; r0 += tile) {
      for (int c0 = 0; c0 < columns; c0 += tile) {
        for (int c = c0; c < Math.min(c0 + tile, columns); c++) {
          for (int r = r0; r < Math.min(r0 + tile, rows); r++) {
            target.set(
                FLOAT,
                4L * ((long) c * rows + r),
                source.get(FLOAT, 4L * ((long) r * columns + c)));
          }
        }
      }
    }
  }

  private Weight write(String name, DataType type, List<Long> shape, MemorySegment data) {
    try {
      int alignment = data.byteSize() >= PAGE ? PAGE : CACHE_LINE;
      position = (position + alignment - 1) / alignment * alignment;
      Weight weight = new Weight(name, type, shape, position, data.byteSize());
      for (long done = 0; done < data.byteSize(); done += CHUNK) {
        ByteBuffer chunk =
            data.asSlice(done, Math.min(CHUNK, data.byteSize() - done)).asByteBuffer();
        while (chunk.hasRemaining()) {
          position += channel.write(chunk, position);
        }
      }
      return weight;
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot write the weights of a bundle: %s; is the disk full?"
              .formatted(IoReason.withFile(e)),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      channel.force(true);
    }
  }
}
