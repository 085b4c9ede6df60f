package dev.diptych.encoders.internal.captioning;

import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The graph {@value #GRAPH} with its memory: keys and values of the tokens already read, for B rows
 * that grow together. Not thread-safe.
 *
 * <pre>
 * ids i64 [B,T], mask i64 [B,N+T], positions i64 [T], features f32 [1 or B,P,W],
 * past-keys-i, past-values-i f32 [B,h,N,d]  ->  keys-i, values-i f32 [B,h,N+T,d], logits f32 [B,T,V]
 * </pre>
 */
public final class CaptionDecoder {

  /** The graph's name. */
  public static final String GRAPH = "caption";

  /**
   * The sizes of a decoder.
   *
   * @param layers how many remember keys and values
   * @param heads h, attention heads
   * @param headWidth d, width of one
   * @param vocabulary V, number of token ids
   */
  public record Shape(int layers, int heads, int headWidth, int vocabulary) {}

  private final Graphs graphs;
  private final Shape shape;
  private Tensor.@Nullable Floats features;
  private int rows;
  private int length;
  private List<float[]> memory = List.of();
  private long[] mask = new long[0];

  public CaptionDecoder(Graphs graphs, Shape shape) {
    this.graphs = graphs;
    this.shape = shape;
  }

  /**
   * Shows the rows what they are about, from the next token on.
   *
   * @param pictures {@code [1,P,W]} for all rows, or {@code [B,P,W]}
   */
  public void show(Tensor.Floats pictures) {
    features = pictures;
  }

  /**
   * Reads T more tokens in each row.
   *
   * @param ids {@code [B·T]}
   * @param fresh mask of these tokens, {@code [B·T]}, 0 for padding
   * @param rows B
   * @return logits of the next token after each, {@code [B·T·V]}
   */
  public float[] read(long[] ids, long[] fresh, int rows) {
    int count = ids.length / rows;
    appendMask(fresh, rows, count);
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(Tensor.of(ids, rows, count));
    inputs.add(Tensor.of(mask, rows, length + count));
    inputs.add(Tensor.of(LongStream.range(length, length + count).toArray(), count));
    inputs.add(Objects.requireNonNull(features, "show before read"));
    for (int i = 0; i < 2 * shape.layers(); i++) {
      float[] past = memory.isEmpty() ? new float[0] : memory.get(i);
      inputs.add(Tensor.of(past, rows, shape.heads(), length, shape.headWidth()));
    }
    List<float[]> outputs = graphs.run(GRAPH, inputs);
    this.rows = rows;
    this.length += count;
    // Outputs: keys and values layer by layer, then the logits.
    memory = outputs.subList(0, outputs.size() - 1);
    return outputs.getLast();
  }

  private void appendMask(long[] fresh, int rows, int count) {
    long[] all = new long[rows * (length + count)];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(mask, row * length, all, row * (length + count), length);
      System.arraycopy(fresh, row * count, all, row * (length + count) + length, count);
    }
    mask = all;
  }

  /** Goes on from other rows: row i becomes a copy of what row {@code from[i]} was. */
  void reorder(int[] from) {
    memory = memory.stream().map(values -> reorder(values, from)).toList();
    long[] reordered = new long[from.length * length];
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(mask, from[i] * length, reordered, i * length, length);
    }
    mask = reordered;
    rows = from.length;
  }

  private float[] reorder(float[] values, int[] from) {
    int row = values.length / rows;
    float[] result = new float[from.length * row];
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(values, from[i] * row, result, i * row, row);
    }
    return result;
  }

  /** {@return the number of token ids, V} */
  int vocabulary() {
    return shape.vocabulary();
  }
}
