package dev.diptych.benchmarks.tower;

import dev.diptych.benchmarks.Pictures;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.Thumbnails;
import java.util.List;

/** What happens to a picture before the encoder has it, on one thread. */
final class BeforeTheTower {

  private static final int THUMBNAIL_LONG_SIDE = 320;

  private BeforeTheTower() {}

  /**
   * A picture file.
   *
   * @param name what the row is called
   * @param width pixels
   * @param height pixels
   * @param format for {@link Pictures#file}
   */
  private record PictureKind(String name, int width, int height, String format) {}

  private static final List<PictureKind> FULL =
      List.of(
          new PictureKind("JPEG, 12 MP", 4000, 3000, "jpg"),
          new PictureKind("JPEG, 2 MP", 1632, 1224, "jpg"),
          new PictureKind("PNG, 2 MP", 1632, 1224, "png"),
          new PictureKind("JPEG, 640x480", 640, 480, "jpg"));

  private static final List<PictureKind> LITTLE =
      List.of(new PictureKind("JPEG, small", 80, 60, "jpg"));

  static void measure(Workspace workspace, Sheet sheet) throws Exception {
    Table table =
        sheet.table(
            "ms per picture before the tower, one thread",
            "picture",
            "MB",
            "decode ms",
            "preprocess ms",
            "thumbnail ms");
    int rounds = workspace.choose(9, 1);
    try (Model model = workspace.models().load(workspace.bundle())) {
      ImageEncoder encoder = model.imageEncoder();
      for (PictureKind kind : workspace.choose(FULL, LITTLE)) {
        byte[] file = Pictures.file(kind.width(), kind.height(), kind.format(), 1);
        RgbImage image = ImageReader.standard().read(file, kind.name());
        List<Double> millis =
            Turns.medianMillis(
                rounds,
                List.of(
                    () -> ImageReader.standard().read(file, kind.name()),
                    () -> encoder.preprocess(image),
                    () -> Thumbnails.thumbnailJpeg(image, THUMBNAIL_LONG_SIDE)));
        table.row(kind.name(), file.length / 1e6, millis.get(0), millis.get(1), millis.get(2));
      }
    }
  }
}
