package dev.diptych.benchmarks.families;

import dev.diptych.benchmarks.App;
import dev.diptych.benchmarks.Pictures;
import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The peak of resident memory of a process that has two models, SigLIP 2 base/256 before BLIP base,
 * by how it exceeds the sum of their weights.
 */
public final class MemorySection implements Section {

  private static final double MEGA = 1e6;
  private static final int KIBI = 1024;
  private static final double MOST_ABOVE = 400;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String measures() {
    return "peak memory of a process with two models, above the sum of their weights";
  }

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    if (!Files.isReadable(Path.of("/proc/self/status"))) {
      sheet.remark("This system has no /proc/self/status, which tells the memory of a process.");
      return;
    }
    sheet.parameter("heap", "1 GiB at most, as diptych serve has it");
    sheet.parameter("pictures", workspace.choose(16, 2));
    Table table =
        sheet.table(
            "MB, %s + %s".formatted(Families.SIGLIP, workspace.shape()),
            "arithmetic",
            "after",
            "weights",
            "peak resident",
            "above the weights",
            "resident",
            "of it no file's",
            "of that the Java heap at most",
            "at most above",
            "met");
    Path pictures = pictures(workspace);
    Layout siglip =
        workspace.choose(Families.published(), Families.tiny()).stream()
            .filter(layout -> layout.name().equals(Families.SIGLIP))
            .findFirst()
            .orElseThrow();
    try (RandomModels made = RandomModels.make(siglip, workspace, Precision.F32, Precision.INT8)) {
      measure(made.bundle(0), workspace.bundle(), pictures, workspace, table);
      measure(made.bundle(1), workspace.bundle(Precision.INT8), pictures, workspace, table);
    }
  }

  private static Path pictures(Workspace workspace) throws IOException {
    Path folder = workspace.folder("families-pictures");
    for (int i = 0; i < workspace.choose(16, 2); i++) {
      Files.write(folder.resolve("picture-" + i + ".jpg"), Pictures.file(1632, 1224, "jpg", i));
    }
    return folder;
  }

  private static void measure(
      Bundle retriever, Bundle reranker, Path pictures, Workspace workspace, Table table)
      throws IOException, InterruptedException {
    Path folder = workspace.folder("families-memory");
    Path index = folder.resolve("index");
    Path report = folder.resolve("report");
    IndexBytes.delete(index);
    App.withHome(workspace.folder(), folder.resolve("messages.log"))
        .running(TwoModels.class)
        .with("-Xmx1g")
        .run(
            List.of(
                workspace.folder().toString(),
                retriever.fingerprint().hex(),
                reranker.fingerprint().hex(),
                pictures.toString(),
                index.toString(),
                report.toString()));
    double weights = (weights(retriever) + weights(reranker)) / MEGA;
    for (String line : Files.readAllLines(report)) {
      String[] said = line.split(" ", -1);
      double peak = megabytes(said[1]);
      table.row(
          retriever.precision().label(),
          said[0],
          weights,
          peak,
          peak - weights,
          megabytes(said[3]),
          megabytes(said[2]),
          megabytes(said[4]),
          MOST_ABOVE,
          peak - weights <= MOST_ABOVE ? "yes" : "no");
    }
    IndexBytes.delete(index);
  }

  private static double megabytes(String kibibytes) {
    return Long.parseLong(kibibytes) * KIBI / MEGA;
  }

  /** {@return the bytes of a bundle's weights, which its graphs share} */
  private static long weights(Bundle bundle) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(bundle.folder())) {
      for (Path file : files.toList()) {
        if (String.valueOf(file.getFileName()).startsWith("weights")) {
          bytes += Files.size(file);
        }
      }
    }
    return bytes;
  }
}
