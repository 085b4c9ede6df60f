package dev.diptych.encoders.internal.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.checkpoint.BlipConfig;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Turns a checked checkpoint into ONNX graphs beside one file of weights: {@code image.onnx},
 * {@code text.onnx}, {@code match-images.onnx}, {@code match-texts.onnx} and both again for merged
 * tokens, {@code caption.onnx}, as far as the checkpoint holds their tensors.
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
  public static void compile(Checkpoint checkpoint, Precision precision, Path folder)
      throws IOException {
    BlipConfig config = checkpoint.config();
    try (WeightFile weights = new WeightFile(folder, checkpoint)) {
      write(
          folder, "image", ImageGraph.build(config, weights, precision, checkpoint.hasRetrieval()));
      if (checkpoint.hasRetrieval()) {
        write(folder, "text", TextGraph.build(config, weights, precision));
        write(folder, "match-images", MatchGraph.forImages(config, weights, precision));
        write(folder, "match-texts", MatchGraph.forTexts(config, weights, precision));
        write(
            folder, "match-images-merged", MatchGraph.forMergedImages(config, weights, precision));
        write(folder, "match-texts-merged", MatchGraph.forMergedTexts(config, weights, precision));
      }
      if (checkpoint.hasDecoder()) {
        write(folder, "caption", CaptionGraph.build(config, weights));
      }
    }
  }

  /**
   * Writes {@code match-plain.onnx}, the match graph without any rearrangement and of standard
   * operators alone, beside a weights file of its own: the yardstick of tests and benchmarks, in no
   * bundle.
   */
  public static void compilePlainMatch(Checkpoint checkpoint, Path folder) throws IOException {
    try (WeightFile weights = new WeightFile(folder, checkpoint)) {
      write(folder, "match-plain", MatchGraph.plain(checkpoint.config(), weights));
    }
  }

  /** As {@link #compilePlainMatch}, {@code image-plain.onnx} of the vision tower. */
  public static void compilePlainImage(Checkpoint checkpoint, Path folder) throws IOException {
    try (WeightFile weights = new WeightFile(folder, checkpoint)) {
      write(
          folder,
          "image-plain",
          ImageGraph.plain(checkpoint.config(), weights, checkpoint.hasRetrieval()));
    }
  }

  private static void write(Path folder, String name, ModelProto model) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve(name + ".onnx"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      model.writeTo(Channels.newOutputStream(file));
      file.force(true);
    }
  }
}
