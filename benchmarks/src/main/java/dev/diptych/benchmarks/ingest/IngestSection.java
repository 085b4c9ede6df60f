package dev.diptych.benchmarks.ingest;

import dev.diptych.benchmarks.IndexSpecs;
import dev.diptych.benchmarks.Pictures;
import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.indexer.IndexingRequest;
import dev.diptych.indexer.IndexingRun;
import dev.diptych.indexer.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A whole indexing run beside the encoder alone on the same pictures, already preprocessed: what
 * reading, decoding, preprocessing, thumbnails and writing add, while they share the processors
 * with the encoder.
 */
public final class IngestSection implements Section {

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public String measures() {
    return "indexing a folder of pictures beside the encoder alone on the same pictures";
  }

  /**
   * Pictures of one size.
   *
   * @param name what the row is called
   * @param width pixels
   * @param height pixels
   */
  private record PictureSize(String name, int width, int height) {}

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    int count = workspace.choose(32, 3);
    int rounds = workspace.choose(3, 1);
    sheet.parameter("model", workspace.shape());
    sheet.parameter("pictures", count);
    sheet.parameter("features", FeatureFormat.F16.toString());
    sheet.parameter("rounds", rounds);
    Table table =
        sheet.table(
            "ms per picture",
            "pictures",
            "batch",
            "encoder alone",
            "indexing run",
            "encoder within it",
            "overhead %");
    List<PictureSize> sizes =
        workspace.choose(
            List.of(
                new PictureSize("JPEG 640x480", 640, 480),
                new PictureSize("JPEG 1632x1224", 1632, 1224)),
            List.of(new PictureSize("JPEG 64x48", 64, 48)));
    try (Model model = workspace.models().load(workspace.bundle())) {
      for (PictureSize size : sizes) {
        Path folder = pictures(size, count, workspace);
        for (int batch : workspace.choose(List.of(2, 8), List.of(2))) {
          compare(size, folder, count, batch, rounds, model, workspace, table);
        }
      }
    }
  }

  private static Path pictures(PictureSize size, int count, Workspace workspace)
      throws IOException {
    Path folder = workspace.folder("pictures-%s-%s".formatted(size.width(), count));
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve(String.format(Locale.ROOT, "%03d.jpg", i));
      if (!Files.exists(file)) {
        Files.write(file, Pictures.file(size.width(), size.height(), "jpg", i));
      }
    }
    return folder;
  }

  private static void compare(
      PictureSize size,
      Path folder,
      int count,
      int batch,
      int rounds,
      Model model,
      Workspace workspace,
      Table table)
      throws Exception {
    List<PixelValues> pixels = preprocessed(folder, count, model.imageEncoder());
    List<Double> within = new ArrayList<>();
    List<Double> millis =
        Turns.medianMillis(
            rounds,
            List.of(
                () -> encodeAlone(pixels, batch, model.imageEncoder()),
                () -> within.add(index(folder, count, batch, model, workspace))));
    double[] encoding = within.stream().skip(1).mapToDouble(Double::doubleValue).toArray();
    table.row(
        size.name(),
        batch,
        millis.get(0) / count,
        millis.get(1) / count,
        Turns.quantile(encoding, 0.5) / count,
        100 * (millis.get(1) / millis.get(0) - 1));
  }

  private static List<PixelValues> preprocessed(Path folder, int count, ImageEncoder encoder) {
    List<PixelValues> pixels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pixels.add(
          encoder.preprocess(
              ImageReader.standard()
                  .read(folder.resolve(String.format(Locale.ROOT, "%03d.jpg", i)))));
    }
    return pixels;
  }

  private static void encodeAlone(List<PixelValues> pixels, int batch, ImageEncoder encoder) {
    for (int from = 0; from < pixels.size(); from += batch) {
      encoder.encode(pixels.subList(from, Math.min(pixels.size(), from + batch)));
    }
  }

  /** Indexes the folder into a new generation. {@return milliseconds in the encoder} */
  private static double index(Path folder, int count, int batch, Model model, Workspace workspace)
      throws IOException {
    TimedModel timed = new TimedModel(model);
    IndexSpec spec = IndexSpecs.of(model.bundle(), FeatureFormat.F16);
    IndexFolder index = IndexFolder.at(workspace.folder("ingest-index"));
    index.discardRebuild(); // a measurement that was killed is not to be gone on with
    try (ItemWriter writer = index.rebuild(spec)) {
      IndexingReport report =
          IndexingRun.of(IndexingRequest.of(List.of(folder)).withBatches(batch, batch))
              .run(timed, writer, ProgressListener.NONE);
      if (report.images().indexed() != count) {
        throw new IllegalStateException(
            "%s pictures were to be indexed, but: %s".formatted(count, report));
      }
    }
    return timed.encoding().toNanos() / 1e6;
  }
}
