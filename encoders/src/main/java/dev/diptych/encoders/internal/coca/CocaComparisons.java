package dev.diptych.encoders.internal.coca;

import static java.util.Objects.requireNonNull;

import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.captioning.CaptionDecoder;
import dev.diptych.encoders.internal.check.Difference;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.check.GoldenFile.Numbers;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import dev.diptych.encoders.internal.runtime.TokenBatch;
import java.nio.file.Path;
import java.util.List;

/** Runs the decoder on the inputs of a reference file. */
final class CocaComparisons {

  private CocaComparisons() {}

  /**
   * Compares {@code logits} [B,T,V] behind each token of {@code prompt_ids} [B,T] for the pictures
   * of {@code pixel_values}. Tokens are read one by one, as in writing, and the memory with them.
   */
  static List<Comparison> run(Path folder, CocaConfig config, GoldenFile golden, int cores) {
    Numbers pixels = golden.numbers("pixel_values", 4);
    Numbers prompts = golden.numbers("prompt_ids", 2);
    Numbers expected = golden.numbers("logits", 3);
    int side = config.imageSize();
    int rows = prompts.size(0);
    if (!pixels.shape().equals(List.of(rows, 3, side, side))) {
      throw golden.refuse(
          "has pixel_values of shape %s, but must have [%s, 3, %s, %s], a picture for each prompt"
              .formatted(pixels.shape(), rows, side, side));
    }
    try (Graphs graphs = new Graphs(folder, Precision.F32, cores)) {
      float[] features =
          graphs
              .run(
                  GraphImageEncoder.GRAPH,
                  List.of(Tensor.of(pixels.toFloats(), rows, 3, side, side)))
              .getFirst();
      CaptionDecoder decoder =
          new CaptionDecoder(
              graphs, CocaCaptionGraph.shape(config, requireNonNull(config.decoder())));
      decoder.show(Tensor.of(features, rows, config.queries(), config.joint()));
      int length = prompts.size(1);
      int vocabulary = config.vocabulary();
      float[] logits = new float[rows * length * vocabulary];
      long[] ids = prompts.toLongs();
      for (int t = 0; t < length; t++) {
        long[] column = new long[rows];
        for (int row = 0; row < rows; row++) {
          column[row] = ids[row * length + t];
        }
        float[] next = decoder.read(column, TokenBatch.ones(rows), rows);
        for (int row = 0; row < rows; row++) {
          System.arraycopy(
              next, row * vocabulary, logits, (row * length + t) * vocabulary, vocabulary);
        }
      }
      return List.of(Difference.of(golden, "logits", logits, expected));
    }
  }
}
