package dev.diptych.encoders.internal.blip;

import dev.diptych.encoders.internal.blip.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The caption graph with its memory: keys and values of the tokens already read, for B rows that
 * grow together. Not thread-safe.
 */
final class CaptionDecoder {

  private final Graphs graphs;
  private final TextConfig text;
  private Tensor.@Nullable Floats features;
  private int rows;
  private int length;
  private List<float[]> memory = List.of();
  private long[] mask = new long[0];

  CaptionDecoder(Graphs graphs, TextConfig text) {
    this.graphs = graphs;
    this.text = text;
  }

  /**
   * Shows the rows what they are about, from the next token on.
   *
   * @param pictures {@code [1,P,W]} for all rows, or {@code [B,P,W]}
   */
  void show(Tensor.Floats pictures) {
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
  float[] read(long[] ids, long[] fresh, int rows) {
    int count = ids.length / rows;
    appendMask(fresh, rows, count);
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(Tensor.of(ids, rows, count));
    inputs.add(Tensor.of(mask, rows, length + count));
    inputs.add(Tensor.of(LongStream.range(length, length + count).toArray(), count));
    inputs.add(Objects.requireNonNull(features, "show before read"));
    long headWidth = text.hidden() / text.heads();
    for (int i = 0; i < 2 * text.layers(); i++) {
      float[] past = memory.isEmpty() ? new float[0] : memory.get(i);
      inputs.add(Tensor.of(past, rows, text.heads(), length, headWidth));
    }
    List<float[]> outputs = graphs.run("caption", inputs);
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
    return text.vocabulary();
  }
}
