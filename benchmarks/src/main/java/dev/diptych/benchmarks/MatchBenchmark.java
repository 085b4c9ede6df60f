package dev.diptych.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.bundle.CheckpointFolder;
import dev.diptych.encoders.internal.graph.GraphCompiler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a pair costs in the second stage, at the size of BLIP base with random weights: the model as
 * its authors wrote it beside the rearranged graph, turn by turn in one run, medians. Prints a
 * table and saves it as JSON.
 */
public final class MatchBenchmark {

  private static final int PATCHES = 577;
  private static final int WIDTH = 768;
  private static final int ROUNDS = 5;
  private static final List<Integer> TOKENS = List.of(8, 16, 32);
  private static final List<Integer> CANDIDATES = List.of(8, 32, 128);

  /**
   * No call takes more pictures than this; more candidates are several calls, as in the reranker.
   */
  private static final int CHUNK = 16;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final Random random = new Random(1);

  /** One line of the table; milliseconds are per pair. */
  record Row(
      int tokens,
      int candidates,
      double plainMs,
      double rearrangedMs,
      double ratio,
      double largestDifference) {}

  private MatchBenchmark() {}

  /** Runs everything: {@code MatchBenchmark FOLDER}, where checkpoint, graphs and results go. */
  public static void main(String[] arguments) throws IOException, OrtException {
    Path folder = Path.of(arguments[0]);
    Path checkpoint = folder.resolve("blip-itm-base-random");
    if (!Files.exists(checkpoint.resolve("model.safetensors"))) {
      RandomCheckpoint.write(PublishedShape.ITM_BASE, checkpoint, 1);
    }
    Path plain = folder.resolve("plain");
    Path rearranged = folder.resolve("rearranged");
    if (!Files.exists(rearranged.resolve("match-images.onnx"))) {
      try (CheckpointFolder opened = CheckpointFolder.open(checkpoint)) {
        GraphCompiler.compilePlainMatch(opened.checkpoint(), Files.createDirectories(plain));
        GraphCompiler.compile(opened.checkpoint(), Precision.F32, Files.createDirectories(rearranged));
      }
    }
    new MatchBenchmark()
        .run(
            plain.resolve("match-plain.onnx"),
            rearranged.resolve("match-images.onnx"),
            folder.resolve("match.json"));
  }

  private void run(Path plainGraph, Path rearrangedGraph, Path results)
      throws OrtException, IOException {
    List<Row> rows = new ArrayList<>();
    try (OrtSession plain = open(plainGraph);
        OrtSession rearranged = open(rearrangedGraph)) {
      System.out.printf(
          "%6s %10s %12s %16s %7s %12s%n",
          "tokens", "candidates", "plain ms", "rearranged ms", "ratio", "difference");
      for (int tokens : TOKENS) {
        for (int candidates : CANDIDATES) {
          Row row = compare(plain, rearranged, tokens, candidates);
          rows.add(row);
          System.out.printf(
              "%6d %10d %12.2f %16.2f %7.2f %12.1e%n",
              tokens,
              candidates,
              row.plainMs(),
              row.rearrangedMs(),
              row.ratio(),
              row.largestDifference());
        }
      }
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "ms per pair, one text against many pictures, features in memory");
    report.put("machine", Machine.describe());
    report.put("parameters", Map.of("shape", "BLIP base", "chunk", CHUNK, "rounds", ROUNDS));
    report.put("rows", rows);
    Files.write(
        results,
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsBytes(report));
    System.out.println("saved " + results);
  }

  private OrtSession open(Path graph) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    return environment.createSession(graph.toString(), options);
  }

  private Row compare(OrtSession plain, OrtSession rearranged, int tokens, int candidates)
      throws OrtException {
    int chunk = Math.min(CHUNK, candidates);
    FloatBuffer features = floats((long) chunk * PATCHES * WIDTH);
    while (features.hasRemaining()) {
      features.put((float) random.nextGaussian());
    }
    features.flip();
    LongBuffer ids =
        ByteBuffer.allocateDirect(8 * tokens).order(ByteOrder.nativeOrder()).asLongBuffer();
    LongBuffer mask =
        ByteBuffer.allocateDirect(8 * tokens).order(ByteOrder.nativeOrder()).asLongBuffer();
    for (int i = 0; i < tokens; i++) {
      ids.put(i, 1000L + random.nextInt(20_000));
      mask.put(i, 1);
    }
    double[] plainMs = new double[ROUNDS];
    double[] rearrangedMs = new double[ROUNDS];
    float[][] expected = new float[0][];
    float[][] actual = new float[0][];
    for (int round = -1; round < ROUNDS; round++) { // the first one warms up
      long start = System.nanoTime();
      for (int done = 0; done < candidates; done += chunk) {
        expected = logits(plain, ids, mask, features, tokens, chunk);
      }
      long middle = System.nanoTime();
      for (int done = 0; done < candidates; done += chunk) {
        actual = logits(rearranged, ids, mask, features, tokens, chunk);
      }
      if (round >= 0) {
        plainMs[round] = (middle - start) / 1e6 / candidates;
        rearrangedMs[round] = (System.nanoTime() - middle) / 1e6 / candidates;
      }
    }
    return new Row(
        tokens,
        candidates,
        median(plainMs),
        median(rearrangedMs),
        median(plainMs) / median(rearrangedMs),
        largestDifference(expected, actual));
  }

  private float[][] logits(
      OrtSession session,
      LongBuffer ids,
      LongBuffer mask,
      FloatBuffer features,
      int tokens,
      int pictures)
      throws OrtException {
    try (OnnxTensor idsTensor =
            OnnxTensor.createTensor(environment, ids.duplicate(), new long[] {1, tokens});
        OnnxTensor maskTensor =
            OnnxTensor.createTensor(environment, mask.duplicate(), new long[] {1, tokens});
        OnnxTensor featuresTensor =
            OnnxTensor.createTensor(
                environment, features.duplicate(), new long[] {pictures, PATCHES, WIDTH});
        OrtSession.Result result =
            session.run(Map.of("ids", idsTensor, "mask", maskTensor, "features", featuresTensor))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  private static FloatBuffer floats(long n) {
    return ByteBuffer.allocateDirect(Math.toIntExact(4 * n))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
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
}
