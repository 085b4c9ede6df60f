package dev.diptych.benchmarks.match;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Precision;
import dev.diptych.reranker.Reranker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * What a pair costs in the second stage: the model as its authors wrote it beside what Diptych
 * runs, turn by turn.
 */
public final class MatchSection implements Section {

  /** A quarter of what BLIP base sees of a picture. */
  private static final int MERGED = 144;

  @Override
  public String name() {
    return "match";
  }

  @Override
  public String measures() {
    return "second stage, ms per pair: plain graph beside the rearranged ones";
  }

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    List<Integer> tokens = workspace.choose(List.of(8, 16, 32), List.of(4));
    List<Integer> candidates = workspace.choose(List.of(8, 32, 128), List.of(3));
    int rounds = workspace.choose(3, 1);
    sheet.parameter("model", workspace.shape());
    sheet.parameter("pictures a call", "as the reranker takes them");
    sheet.parameter("rounds", rounds);
    List<Variant> variants = variants(workspace);
    try {
      Table table = sheet.table("ms per pair, features in memory", columns(variants));
      for (int t : tokens) {
        for (int k : candidates) {
          compare(variants, t, k, rounds, workspace.bundle(), table);
        }
      }
    } finally {
      for (Variant variant : variants) {
        variant.close();
      }
    }
    FeatureOrigins.measure(workspace, sheet);
  }

  /** The columns, the yardstick first. */
  private static List<Variant> variants(Workspace workspace) throws IOException, OrtException {
    Path floats = workspace.bundle().folder();
    Path bytes = workspace.bundle(Precision.INT8).folder();
    int merged = workspace.choose(MERGED, 4);
    return List.of(
        Variant.of("plain", workspace.plainMatchGraph(), MatchCall::floatInputs),
        Variant.of("rearranged", floats.resolve("match-images.onnx"), MatchCall::floatInputs),
        Variant.of("int8", bytes.resolve("match-images.onnx"), MatchCall::byteInputs),
        Variant.of(
            merged + " tokens",
            floats.resolve("match-images-merged.onnx"),
            call -> call.merged(merged).floatInputs()),
        Variant.of(
            merged + " tokens int8",
            bytes.resolve("match-images-merged.onnx"),
            call -> call.merged(merged).byteInputs()));
  }

  private static String[] columns(List<Variant> variants) {
    List<String> names = new ArrayList<>(List.of("tokens", "candidates"));
    variants.forEach(variant -> names.add(variant.name() + " ms"));
    for (Variant variant : variants.subList(1, variants.size())) {
      names.add(variant.name() + " ratio");
      names.add(variant.name() + " difference");
    }
    return names.toArray(String[]::new);
  }

  private static void compare(
      List<Variant> variants, int tokens, int candidates, int rounds, Bundle bundle, Table table)
      throws Exception {
    int chunk = Math.min(Reranker.picturesARun(tokens), candidates);
    MatchCall call = MatchCall.draw(tokens, chunk, bundle.shape(), tokens + 1000L * candidates);
    List<Turn> turns = new ArrayList<>();
    for (Variant variant : variants) {
      turns.add(new Turn(variant, variant.inputs().make(call), candidates, chunk));
    }
    List<Double> millis =
        Turns.medianMillis(rounds, turns).stream().map(each -> each / candidates).toList();
    turns.forEach(Turn::close);
    List<Object> row = new ArrayList<>(List.of(tokens, candidates));
    row.addAll(millis);
    for (int i = 1; i < variants.size(); i++) {
      row.add(millis.getFirst() / millis.get(i));
      row.add(largestDifference(turns.getFirst().logits(), turns.get(i).logits()));
    }
    table.row(row.toArray());
  }

  private static double largestDifference(float[][] expected, float[][] actual) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        largest = Math.max(largest, Math.abs((double) expected[i][j] - actual[i][j]));
      }
    }
    return largest;
  }

  /** All candidates of one text through one variant. */
  private record Turn(
      Variant variant,
      Map<String, OnnxTensor> tensors,
      int candidates,
      int chunk,
      AtomicReference<float[][]> last)
      implements Turns.Timed, AutoCloseable {

    Turn(Variant variant, Map<String, OnnxTensor> tensors, int candidates, int chunk) {
      this(variant, tensors, candidates, chunk, new AtomicReference<>(new float[0][]));
    }

    @Override
    public void run() throws OrtException {
      for (int done = 0; done < candidates; done += chunk) {
        last.set(variant.run(tensors));
      }
    }

    float[][] logits() {
      return Objects.requireNonNull(last.get());
    }

    @Override
    public void close() {
      Stream.of(tensors).flatMap(all -> all.values().stream()).forEach(OnnxTensor::close);
    }
  }
}
