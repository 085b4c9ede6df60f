package dev.diptych.encoders.internal.runtime;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The graph {@code image} behind the public interface: {@code pixels f32 [B,3,S,S] -> features f32
 * [B,P,W], vector f32 [B,D]}, of models with several vectors a picture {@code [B,Q,D]}; without ITC
 * it has no vector.
 */
public final class GraphImageEncoder implements ImageEncoder {

  /** What two pictures of BLIP base have, beyond which batches were measured to gain nothing. */
  private static final int FAVOURED_ROWS = 1200;

  private static final int LARGEST_BATCH = 16;

  /** The graph's name. */
  public static final String GRAPH = "image";

  private final Graphs graphs;
  private final ImagePreprocessor preprocessor;
  private final Bundle bundle;

  /** An encoder over the graphs of a bundle. */
  public GraphImageEncoder(Graphs graphs, ImagePreprocessor preprocessor, Bundle bundle) {
    this.graphs = graphs;
    this.preprocessor = preprocessor;
    this.bundle = bundle;
  }

  @Override
  public int side() {
    return bundle.shape().imageSide();
  }

  @Override
  public int patches() {
    return bundle.shape().patches();
  }

  @Override
  public int width() {
    return bundle.shape().visionWidth();
  }

  @Override
  public int favouredBatch() {
    return favouredBatch(bundle.shape());
  }

  /** {@return as many pictures as have {@link #FAVOURED_ROWS} patches in the tower, 1 to 16} */
  static int favouredBatch(ModelShape shape) {
    int grid = shape.imageSide() / shape.patchSide();
    return Math.clamp(FAVOURED_ROWS / ((long) grid * grid), 1, LARGEST_BATCH);
  }

  @Override
  public PixelValues preprocess(RgbImage image) {
    return preprocessor.apply(image);
  }

  @Override
  public List<ImageEncoding> encode(List<PixelValues> batch) {
    if (!bundle.capabilities().contains(Capability.ITC)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the model %s has no ITC heads and cannot place pictures in a joint space; choose a retrieval checkpoint"
              .formatted(bundle.name()));
    }
    List<float[]> outputs = run(batch);
    List<PatchFeatures> features = split(outputs.getFirst(), batch.size());
    float[] vectors = outputs.get(1);
    int vectorsOfOne = bundle.shape().imageVectors();
    int numbers = vectorsOfOne * bundle.shape().dimension();
    List<ImageEncoding> encodings = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Embedding vector =
          Embedding.of(vectorsOfOne, Arrays.copyOfRange(vectors, i * numbers, (i + 1) * numbers));
      encodings.add(new ImageEncoding(vector, features.get(i)));
    }
    return encodings;
  }

  @Override
  public List<PatchFeatures> features(List<PixelValues> batch) {
    return split(run(batch).getFirst(), batch.size());
  }

  private List<float[]> run(List<PixelValues> batch) {
    try (DirectBuffers.Lease lease = graphs.buffer(4L * batch.size() * 3 * side() * side())) {
      FloatBuffer values = lease.floats();
      for (PixelValues pixels : batch) {
        if (pixels.side() != side()) {
          throw new DiptychException(
              ErrorCode.INTERNAL,
              "pixel values must be of side %s, but are of %s".formatted(side(), pixels.side()));
        }
        pixels.copyTo(values);
      }
      return graphs.run(
          GRAPH, List.of(new Tensor.Floats(values.flip(), batch.size(), 3, side(), side())));
    }
  }

  private List<PatchFeatures> split(float[] features, int images) {
    int perImage = patches() * width();
    List<PatchFeatures> split = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      split.add(
          PatchFeatures.of(
              patches(), width(), Arrays.copyOfRange(features, i * perImage, (i + 1) * perImage)));
    }
    return split;
  }
}
