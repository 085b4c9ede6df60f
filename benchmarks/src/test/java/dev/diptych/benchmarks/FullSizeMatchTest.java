package dev.diptych.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.internal.blip.BlipCheckpoint;
import dev.diptych.encoders.internal.blip.GraphCompiler;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * BLIP base at its full size, with random weights: what a search runs, imported and loaded as
 * everywhere, against the model as its authors wrote it.
 */
class FullSizeMatchTest {

  private static final long SEED = 1;
  private static final int PICTURES = 3;
  private static final float TOLERANCE = 1e-3f;

  /** Logits that hardly differ between pictures would be equal whatever the graphs compute. */
  private static final float LEAST_SPREAD = 50 * TOLERANCE;

  private static final long NEEDED_BYTES = 3_000_000_000L;
  private static final long MIB = 1 << 20;

  @TempDir static Path folder;

  private static OrtEnvironment environment;
  private static Model model;
  private static MatchEncoder match;
  private static OrtSession plain;
  private static List<PatchFeatures> pictures;

  @BeforeAll
  static void compile() throws IOException, OrtException {
    assertThat(Files.getFileStore(folder).getUsableSpace())
        .as("bytes free in %s; set java.io.tmpdir to a larger disk", folder)
        .isGreaterThan(NEEDED_BYTES);
    Path checkpoint = folder.resolve("base");
    RandomCheckpoint.write(PublishedShape.ITM_BASE, checkpoint, SEED);
    Path plainFolder = Files.createDirectory(folder.resolve("plain"));
    try (CheckpointFolder opened = CheckpointFolder.open(checkpoint)) {
      GraphCompiler.compilePlainMatch(BlipCheckpoint.of(opened), plainFolder);
    }
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Bundle bundle = store.importCheckpoint(checkpoint);
    Files.delete(checkpoint.resolve("model.safetensors"));
    model = store.load(bundle);
    match = model.matchEncoder().orElseThrow();
    model.warmUp(); // DJL's engine comes before an environment of our own
    environment = OrtEnvironment.getEnvironment();
    plain =
        environment.createSession(
            plainFolder.resolve("match-plain.onnx").toString(), new OrtSession.SessionOptions());
    Random random = new Random(SEED);
    pictures = IntStream.range(0, PICTURES).mapToObj(i -> picture(random)).toList();
  }

  @AfterAll
  static void close() throws OrtException {
    if (plain != null) {
      plain.close();
    }
    if (model != null) {
      model.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32})
  void scoreImages_fullSize_equalsThePlainGraph(int tokens) throws OrtException {
    TokenizedText text = text(new Random(SEED + tokens), tokens);

    List<ItmScore> scores = match.scoreImages(text, pictures);

    float[][] expected = plainLogits(text, pictures);
    assertSame(expected, scores);
    assertSpread(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32})
  void scoreTexts_fullSize_equalsThePlainGraph(int longest) throws OrtException {
    Random random = new Random(SEED + longest);
    // Shorter ones are padded, which must not show.
    List<TokenizedText> texts =
        List.of(text(random, longest), text(random, longest / 2), text(random, 3));
    List<float[][]> expected = new ArrayList<>(); // per text and picture
    for (TokenizedText text : texts) {
      expected.add(plainLogits(text, pictures));
      assertSpread(expected.getLast());
    }
    for (int i = 0; i < PICTURES; i++) {
      int picture = i;
      List<ItmScore> scores = match.scoreTexts(pictures.get(picture), texts);

      assertSame(expected.stream().map(logits -> logits[picture]).toArray(float[][]::new), scores);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells which pages a process uses")
  void load_fullSize_usesTheWeightFileItself() throws IOException {
    match.scoreImages(text(new Random(SEED), 8), pictures);

    // Copies would leave next to nothing of the file resident: it is read once, then let go.
    assertThat(residentBytes("weights.bin", folder.resolve("models"))).isGreaterThan(300 * MIB);
  }

  private static void assertSame(float[][] expected, List<ItmScore> scores) {
    assertThat(scores).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(scores.get(i).noMatch())
          .as("seed %s, pair %s, no match", SEED, i)
          .isCloseTo(expected[i][0], within(TOLERANCE));
      assertThat(scores.get(i).match())
          .as("seed %s, pair %s, match", SEED, i)
          .isCloseTo(expected[i][1], within(TOLERANCE));
    }
  }

  private static void assertSpread(float[][] logits) {
    for (int i = 0; i < logits.length; i++) {
      for (int j = i + 1; j < logits.length; j++) {
        assertThat(Math.abs(logits[i][1] - logits[j][1]))
            .as("seed %s, logits %s", SEED, Arrays.deepToString(logits))
            .isGreaterThan(LEAST_SPREAD);
      }
    }
  }

  private static float[][] plainLogits(TokenizedText text, List<PatchFeatures> images)
      throws OrtException {
    int tokens = text.length();
    long[] ids = text.ids().stream().mapToLong(Integer::longValue).toArray();
    long[] mask = new long[tokens];
    Arrays.fill(mask, 1);
    int patches = images.getFirst().patches();
    int width = images.getFirst().width();
    FloatBuffer features = FloatBuffer.allocate(images.size() * patches * width);
    images.forEach(image -> features.put(image.toArray()));
    try (OnnxTensor idsTensor =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), new long[] {1, tokens});
        OnnxTensor maskTensor =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), new long[] {1, tokens});
        OnnxTensor featuresTensor =
            OnnxTensor.createTensor(
                environment, features.flip(), new long[] {images.size(), patches, width});
        OrtSession.Result result =
            plain.run(Map.of("ids", idsTensor, "mask", maskTensor, "features", featuresTensor))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  /**
   * Patches of one picture have something in common, as real ones do; so pictures differ in more
   * than noise that the mean over patches would take away.
   */
  private static PatchFeatures picture(Random random) {
    int patches = 577;
    int width = 768;
    double[] theme = random.doubles(width, -4, 4).toArray();
    float[] values = new float[patches * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (theme[i % width] + random.nextGaussian());
    }
    return PatchFeatures.of(patches, width, values);
  }

  private static TokenizedText text(Random random, int tokens) {
    List<Integer> ids = new ArrayList<>();
    ids.add(30523); // [ENC]
    random.ints(tokens - 2L, 1000, 30_000).forEach(ids::add);
    ids.add(102); // [SEP]
    return new TokenizedText(ids, false);
  }

  /** Pages of a file below a folder that this process has in memory. */
  private static long residentBytes(String name, Path below) throws IOException {
    long bytes = 0;
    boolean counts = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        counts = line.contains(below.toRealPath().toString()) && line.endsWith("/" + name);
      } else if (counts && line.startsWith("Rss:")) {
        bytes += 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return bytes;
  }
}
