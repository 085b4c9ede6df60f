package dev.diptych.encoders.internal.vilt;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.internal.image.ImagePreprocessor;
import dev.diptych.encoders.internal.image.Resizer;
import dev.diptych.encoders.internal.runtime.GraphImageEncoder;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures that keep their shape: the shorter side becomes {@code image_size}, the longer one at
 * most 1333/800 of that, and what exceeds a whole number of patches is squeezed in. {@link
 * PixelValues} hold such a picture in the corner of a square, and its features end in rows of 0
 * where it has fewer patches than the largest.
 */
final class ViltImageEncoder implements ImageEncoder {

  private final Graphs graphs;
  private final ImagePreprocessor preprocessor;
  private final ViltConfig config;

  ViltImageEncoder(Graphs graphs, ImagePreprocessor preprocessor, ViltConfig config) {
    this.graphs = graphs;
    this.preprocessor = preprocessor;
    this.config = config;
  }

  @Override
  public int side() {
    return config.longest() * config.patchSize();
  }

  @Override
  public int patches() {
    return config.tokens();
  }

  @Override
  public int width() {
    return config.hidden();
  }

  @Override
  public PixelValues preprocess(RgbImage image) {
    Shape shape = shape(config, image.width(), image.height());
    RgbImage resized = Resizer.resize(image, shape.width(), shape.height(), preprocessor.kernel());
    return preprocessor.inCorner(resized, side());
  }

  /** Pixels of a picture as it is read. */
  record Shape(int width, int height) {}

  /**
   * {@return what a picture is resampled to} Step by step as in Hugging Face's processor. A picture
   * so thin that it would lose all of a side keeps one patch of it.
   */
  static Shape shape(ViltConfig config, int width, int height) {
    int shorter = config.imageSize();
    int longer = (int) (1333 / 800.0 * shorter);
    double scale = shorter / (double) Math.min(height, width);
    double newHeight = height < width ? shorter : scale * height;
    double newWidth = height < width ? scale * width : shorter;
    if (Math.max(newHeight, newWidth) > longer) {
      double again = longer / Math.max(newHeight, newWidth);
      newHeight *= again;
      newWidth *= again;
    }
    return new Shape(whole(config, newWidth), whole(config, newHeight));
  }

  private static int whole(ViltConfig config, double length) {
    int patch = config.patchSize();
    return Math.max(patch, (int) (length + 0.5) / patch * patch);
  }

  @Override
  public List<ImageEncoding> encode(List<PixelValues> batch) {
    throw new DiptychException(
        ErrorCode.INVALID_REQUEST,
        "a ViLT only reranks and cannot place pictures in a joint space; name a model for recall with --retriever");
  }

  @Override
  public List<PatchFeatures> features(List<PixelValues> batch) {
    List<PatchFeatures> features = new ArrayList<>();
    for (PixelValues pixels : batch) {
      features.add(features(graphs, config, pixels));
    }
    return features;
  }

  /** Runs the graph {@code image} on one picture. */
  static PatchFeatures features(Graphs graphs, ViltConfig config, PixelValues pixels) {
    float[] square = pixels.toArray();
    int side = pixels.side();
    int width = 0;
    while (width < side && !Float.isNaN(square[width])) {
      width++;
    }
    int height = 0;
    while (height < side && !Float.isNaN(square[height * side])) {
      height++;
    }
    // A whole square has more patches than any picture; of such a one the upper part is read.
    int patch = config.patchSize();
    height = Math.min(height, (config.tokens() - 1) / (width / patch) * patch);
    float[] values = new float[3 * width * height];
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < height; y++) {
        System.arraycopy(
            square, (channel * side + y) * side, values, (channel * height + y) * width, width);
      }
    }
    float[] rows =
        graphs
            .run(GraphImageEncoder.GRAPH, List.of(Tensor.of(values, 1, 3, height, width)))
            .getFirst();
    float[] all = new float[config.tokens() * config.hidden()];
    System.arraycopy(rows, 0, all, 0, rows.length);
    return PatchFeatures.of(config.tokens(), config.hidden(), all);
  }
}
