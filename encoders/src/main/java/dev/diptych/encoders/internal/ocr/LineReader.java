package dev.diptych.encoders.internal.ocr;

import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.internal.runtime.FloatGraph;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Reads one line of text. Thread-safe. */
public final class LineReader implements AutoCloseable {

  /** Columns of the graph's input, at least; what is shorter is filled up. */
  private static final int NARROWEST = 320;

  private static final int WIDEST = 2560;

  private final FloatGraph graph;
  private final SignTable signs;
  private final int height;

  /**
   * @param graph {@code f32 [1,3,height,W] -> f32 [1,T,signs]}; this one's from now on
   * @param height rows of its input
   */
  public LineReader(FloatGraph graph, SignTable signs, int height) {
    this.graph = graph;
    this.signs = signs;
    this.height = height;
  }

  /** {@return what stands in a rectangle of a picture, read in the direction of its width} */
  ReadLine read(Pixels picture, TextBox box) {
    int columns =
        Math.clamp(Math.round(height * box.width() / Math.max(1, box.height())), 8, WIDEST);
    int padded = Math.max(NARROWEST, Math.ceilDiv(columns, 8) * 8);
    FloatBuffer input =
        ByteBuffer.allocateDirect(3 * height * padded * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    picture.sample(box, columns, height, padded, input);
    return signs.decode(graph.run(input, 1, 3, height, padded));
  }

  @Override
  public void close() {
    graph.close();
  }

  /** The samples of a picture, to be looked at along any line. */
  static final class Pixels {

    private final int width;
    private final int height;
    private final byte[] rgb;

    Pixels(RgbImage image) {
      this.width = image.width();
      this.height = image.height();
      this.rgb = image.toArray();
    }

    /** Fills {@code f32 [3,rows,stride]} with a box, blue first, from -1 to 1. */
    void sample(TextBox box, int columns, int rows, int stride, FloatBuffer target) {
      // Where many pixels become one, as many are looked at in each direction.
      int dense = Math.clamp(Math.round(box.height() / rows), 1, 8);
      float[] sums = new float[3];
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          sums[0] = 0;
          sums[1] = 0;
          sums[2] = 0;
          for (int down = 0; down < dense; down++) {
            double across = ((row + (down + .5) / dense) / rows - .5) * box.height();
            for (int right = 0; right < dense; right++) {
              double along = ((column + (right + .5) / dense) / columns - .5) * box.width();
              add(
                  box.x() + along * box.cos() - across * box.sin() - .5,
                  box.y() + along * box.sin() + across * box.cos() - .5,
                  sums);
            }
          }
          for (int channel = 0; channel < 3; channel++) {
            target.put(
                (channel * rows + row) * stride + column,
                sums[2 - channel] / (dense * dense * 127.5f) - 1);
          }
        }
      }
    }

    /** Adds the colour at a point, between four pixels. */
    private void add(double x, double y, float[] sums) {
      double inX = Math.clamp(x, 0, width - 1.0);
      double inY = Math.clamp(y, 0, height - 1.0);
      int left = (int) inX;
      int top = (int) inY;
      int right = Math.min(left + 1, width - 1);
      int below = Math.min(top + 1, height - 1);
      float shareRight = (float) (inX - left);
      float shareBelow = (float) (inY - top);
      for (int channel = 0; channel < 3; channel++) {
        float upper =
            at(left, top, channel) * (1 - shareRight) + at(right, top, channel) * shareRight;
        float lower =
            at(left, below, channel) * (1 - shareRight) + at(right, below, channel) * shareRight;
        sums[channel] += upper * (1 - shareBelow) + lower * shareBelow;
      }
    }

    private int at(int x, int y, int channel) {
      return rgb[3 * (y * width + x) + channel] & 0xff;
    }
  }
}
