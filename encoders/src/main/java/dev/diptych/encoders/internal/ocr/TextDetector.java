package dev.diptych.encoders.internal.ocr;

import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.internal.image.Kernel;
import dev.diptych.encoders.internal.image.Resizer;
import dev.diptych.encoders.internal.runtime.FloatGraph;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Finds where in a picture there is text, and which way it runs. Thread-safe. */
public final class TextDetector implements AutoCloseable {

  /** What is looked at, whatever the picture's size. */
  private static final double PIXELS = 1_000_000;

  /** Small pictures are enlarged so far at most. */
  private static final double MOST_ENLARGED = 2;

  /** The graph halves its input so often: sides are a multiple of this. */
  private static final int STEP = 32;

  /** Of red, green and blue, in the model's order, which is blue first. */
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};

  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  private final FloatGraph graph;

  /**
   * @param graph {@code f32 [1,3,H,W] -> f32 [1,1,H,W]}; this one's from now on
   */
  public TextDetector(FloatGraph graph) {
    this.graph = graph;
  }

  /** {@return the rectangles around lines of text, the largest first} */
  List<TextBox> find(RgbImage image) {
    double scale =
        Math.min(MOST_ENLARGED, Math.sqrt(PIXELS / ((double) image.width() * image.height())));
    int width = side(image.width() * scale);
    int height = side(image.height() * scale);
    float[] map =
        graph.run(
            input(Resizer.resize(image, width, height, Kernel.BILINEAR)), 1, 3, height, width);
    double across = (double) image.width() / width;
    double down = (double) image.height() / height;
    return TextRegions.in(map, width, height).stream()
        .map(box -> box.grown().scaled(across, down))
        .toList();
  }

  private static int side(double pixels) {
    return Math.max(STEP, (int) Math.round(pixels / STEP) * STEP);
  }

  private static FloatBuffer input(RgbImage image) {
    int plane = image.width() * image.height();
    FloatBuffer values =
        ByteBuffer.allocateDirect(3 * plane * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    byte[] row = new byte[3 * image.width()];
    for (int y = 0; y < image.height(); y++) {
      image.copyRow(y, row);
      for (int x = 0; x < image.width(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          float sample = (row[3 * x + 2 - channel] & 0xff) / 255f;
          values.put(
              channel * plane + y * image.width() + x,
              (sample - MEAN[channel]) / DEVIATION[channel]);
        }
      }
    }
    return values;
  }

  @Override
  public void close() {
    graph.close();
  }
}
