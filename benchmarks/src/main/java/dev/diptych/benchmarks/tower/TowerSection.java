package dev.diptych.benchmarks.tower;

import ai.onnxruntime.OrtException;
import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a picture costs on its way to features: the image tower by precision, batch and threads, and
 * what comes before it.
 */
public final class TowerSection implements Section {

  /** Runs measured for one batch: fewer where a run has many pictures to even things out. */
  private static final int PICTURES_MEASURED = 8;

  @Override
  public String name() {
    return "tower";
  }

  @Override
  public String measures() {
    return "image tower, ms per picture by batch and threads; decoding and preprocessing before it";
  }

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    sheet.parameter("model", workspace.shape());
    measure(workspace, sheet);
    BeforeTheTower.measure(workspace, sheet);
  }

  private static void measure(Workspace workspace, Sheet sheet) throws Exception {
    List<Graph> graphs = graphs(workspace);
    Bundle bundle = workspace.bundle();
    Table table = sheet.table("image tower, ms per picture", columns(graphs));
    for (int threads : workspace.choose(List.of(1, 2), List.of(1))) {
      for (int batch : workspace.choose(List.of(1, 2, 4, 8), List.of(2))) {
        int rounds = workspace.choose(Math.max(1, PICTURES_MEASURED / batch / 2), 1);
        compare(graphs, batch, threads, rounds, bundle, table);
      }
    }
  }

  /**
   * A column of the table.
   *
   * @param name what the column is called
   * @param file the graph
   */
  private record Graph(String name, Path file) {}

  /** The columns, the yardstick first: one operator for each step, as an export would have it. */
  private static List<Graph> graphs(Workspace workspace) throws IOException {
    return List.of(
        new Graph("plain", workspace.plainImageGraph()),
        new Graph("fused", workspace.bundle().folder().resolve("image.onnx")),
        new Graph("int8", workspace.bundle(Precision.INT8).folder().resolve("image.onnx")));
  }

  private static String[] columns(List<Graph> graphs) {
    List<String> names = new ArrayList<>(List.of("threads", "batch"));
    graphs.forEach(graph -> names.add(graph.name() + " ms"));
    for (Graph graph : graphs.subList(1, graphs.size())) {
      names.add(graph.name() + " ratio");
      names.add(graph.name() + " difference");
    }
    return names.toArray(String[]::new);
  }

  private static void compare(
      List<Graph> graphs, int batch, int threads, int rounds, Bundle bundle, Table table)
      throws Exception {
    List<Tower> towers = new ArrayList<>();
    List<Double> millis;
    try {
      for (Graph graph : graphs) {
        towers.add(Tower.load(graph.file(), threads, batch, bundle.shape().imageSide()));
      }
      millis = Turns.medianMillis(rounds, towers).stream().map(each -> each / batch).toList();
    } finally {
      close(towers);
    }
    List<Object> row = new ArrayList<>(List.of(threads, batch));
    row.addAll(millis);
    for (int i = 1; i < graphs.size(); i++) {
      row.add(millis.getFirst() / millis.get(i));
      row.add(towers.getFirst().differenceTo(towers.get(i)));
    }
    table.row(row.toArray());
  }

  private static void close(List<Tower> towers) throws OrtException {
    for (Tower tower : towers) {
      tower.close();
    }
  }
}
