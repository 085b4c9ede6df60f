package dev.diptych.benchmarks.jmh;

import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import java.io.IOException;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A decoded picture to the encoder's pixels: {@code u8 [h,w,3] -> f32 [3,S,S]}. */
@State(Scope.Benchmark)
public class PreprocessBenchmark {

  /** Width of the picture; its height is three quarters of that. */
  @Param({"640", "4000"})
  public int width;

  private @Nullable Model model;
  private @Nullable RgbImage image;

  /** Draws a picture of noise. */
  @Setup
  public void draw() throws IOException {
    Workspace workspace = JmhWorkspace.open();
    model = workspace.models().load(workspace.bundle());
    byte[] rgb = new byte[width * (width * 3 / 4) * 3];
    new SplittableRandom(width).nextBytes(rgb);
    image = RgbImage.of(width, width * 3 / 4, rgb);
  }

  /** One picture. */
  @Benchmark
  public PixelValues preprocess() {
    return Objects.requireNonNull(model).imageEncoder().preprocess(Objects.requireNonNull(image));
  }

  /** Frees the model. */
  @TearDown
  public void close() {
    Objects.requireNonNull(model).close();
  }
}
