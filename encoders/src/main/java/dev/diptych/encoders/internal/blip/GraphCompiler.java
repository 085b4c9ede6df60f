package dev.diptych.encoders.internal.blip;

import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.graph.GraphFile;
import dev.diptych.encoders.internal.graph.WeightFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Turns a checked checkpoint into ONNX graphs beside one file of weights: {@code image.onnx},
 * {@code text.onnx}, {@code match-images.onnx}, {@code match-texts.onnx} and both again for merged
 * tokens, {@code match-words.onnx}, {@code caption.onnx}, as far as the checkpoint holds their
 * tensors.
 */
public final class GraphCompiler {

  /** Version of the graphs this build makes: a bundle of another version is compiled anew. */
  public static final int VERSION = 2;

  private GraphCompiler() {}

  /**
   * Writes all graphs. The same checkpoint gives the same bytes.
   *
   * @param checkpoint the tensors
   * @param precision of the encoders; the captioner is always F32
   * @param folder an empty folder
   * @throws IOException when the disk refuses
   */
  public static void compile(BlipCheckpoint checkpoint, Precision precision, Path folder)
      throws IOException {
    BlipConfig config = checkpoint.configuration();
    try (WeightFile weights = new WeightFile(folder, checkpoint.tensors())) {
      writeImage(config, weights, precision, checkpoint.hasRetrieval(), folder);
      if (checkpoint.hasRetrieval()) {
        writeRetrieval(config, Fusion.EVERY_LAYER, weights, precision, folder);
      }
      if (checkpoint.hasDecoder()) {
        GraphFile.write(folder, "caption", CaptionGraph.build(config, weights));
      }
    }
  }

  /**
   * Writes the graphs of ITC and ITM alone.
   *
   * @param config the towers' sizes
   * @param fusion how the text tower serves both
   * @param folder an empty folder
   */
  public static void compileRetrieval(
      BlipConfig config, Fusion fusion, Checkpoint tensors, Precision precision, Path folder)
      throws IOException {
    try (WeightFile weights = new WeightFile(folder, tensors)) {
      writeImage(config, weights, precision, true, folder);
      writeRetrieval(config, fusion, weights, precision, folder);
    }
  }

  private static void writeImage(
      BlipConfig config, WeightFile weights, Precision precision, boolean withVector, Path folder)
      throws IOException {
    GraphFile.write(folder, "image", ImageGraph.build(config, weights, precision, withVector));
  }

  private static void writeRetrieval(
      BlipConfig config, Fusion fusion, WeightFile weights, Precision precision, Path folder)
      throws IOException {
    GraphFile.write(folder, "text", TextGraph.build(config, fusion, weights, precision));
    GraphFile.write(
        folder, "match-images", MatchGraph.forImages(config, fusion, weights, precision));
    GraphFile.write(folder, "match-texts", MatchGraph.forTexts(config, fusion, weights, precision));
    GraphFile.write(
        folder,
        "match-images-merged",
        MatchGraph.forMergedImages(config, fusion, weights, precision));
    GraphFile.write(
        folder,
        "match-texts-merged",
        MatchGraph.forMergedTexts(config, fusion, weights, precision));
    GraphFile.write(folder, "match-words", MatchGraph.forWords(config, fusion, weights, precision));
  }

  /**
   * Writes {@code match-plain.onnx}, the match graph without any rearrangement and of standard
   * operators alone, beside a weights file of its own: the yardstick of tests and benchmarks, in no
   * bundle.
   */
  public static void compilePlainMatch(BlipCheckpoint checkpoint, Path folder) throws IOException {
    try (WeightFile weights = new WeightFile(folder, checkpoint.tensors())) {
      GraphFile.write(folder, "match-plain", MatchGraph.plain(checkpoint.configuration(), weights));
    }
  }

  /** As {@link #compilePlainMatch}, {@code image-plain.onnx} of the vision tower. */
  public static void compilePlainImage(BlipCheckpoint checkpoint, Path folder) throws IOException {
    try (WeightFile weights = new WeightFile(folder, checkpoint.tensors())) {
      GraphFile.write(
          folder,
          "image-plain",
          ImageGraph.plain(checkpoint.configuration(), weights, checkpoint.hasRetrieval()));
    }
  }
}
