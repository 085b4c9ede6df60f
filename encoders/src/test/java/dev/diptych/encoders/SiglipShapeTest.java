package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.ReferenceSiglip.Sizes;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** SigLIP checkpoints of shapes nobody published, held against the formulas themselves. */
class SiglipShapeTest {

  private static final int IMAGES = 2;
  private static final int TEXTS = 3;

  @TempDir Path folder;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  static Stream<Sizes> shapes() {
    return Stream.of(
        // imageSize patch | vision: width layers heads inner | text: width layers heads inner |
        // vocabulary positions
        new Sizes(32, 8, 64, 2, 4, 128, 48, 2, 3, 96, 60, 64),
        new Sizes(27, 4, 40, 1, 5, 57, 72, 3, 2, 50, 33, 16),
        new Sizes(16, 16, 24, 3, 1, 24, 20, 1, 1, 70, 41, 7),
        new Sizes(45, 14, 54, 2, 3, 61, 30, 2, 5, 33, 97, 2));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void check_randomCheckpoint_equalsTheFormulas(Sizes sizes) throws IOException {
    ReferenceSiglip reference = new ReferenceSiglip(sizes, random);
    Path checkpoint = write(sizes, reference);
    Path golden = Files.writeString(folder.resolve("golden.json"), golden(sizes, reference));
    CheckReport report = ModelCheck.check(checkpoint, golden);
    assertThat(report.outputs())
        .extracting(Comparison::output)
        .containsExactly(
            "vision", "image_embeds", "text_embeds", "itc", "logits_per_image", "probability");
    assertThat(report.outputs())
        .as("seed %s", seed)
        .allSatisfy(output -> assertThat(output.largestDifference()).isLessThanOrEqualTo(2e-5));
  }

  private Path write(Sizes sizes, ReferenceSiglip reference) throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("checkpoint"));
    SafetensorsEditor file = new SafetensorsEditor();
    reference
        .parameters()
        .forEach(
            (name, parameter) -> {
              ByteBuffer data =
                  ByteBuffer.allocate(4 * parameter.values().length).order(ByteOrder.LITTLE_ENDIAN);
              data.asFloatBuffer().put(parameter.values());
              file.put(name, "F32", parameter.shape(), data.array());
            });
    Files.write(checkpoint.resolve("model.safetensors"), file.toBytes());
    Map<String, Object> vision = new LinkedHashMap<>();
    vision.put("hidden_size", sizes.visionWidth());
    vision.put("num_hidden_layers", sizes.visionLayers());
    vision.put("num_attention_heads", sizes.visionHeads());
    vision.put("intermediate_size", sizes.visionInner());
    vision.put("image_size", sizes.imageSize());
    vision.put("patch_size", sizes.patch());
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("hidden_size", sizes.width());
    text.put("projection_size", sizes.visionWidth());
    text.put("num_hidden_layers", sizes.layers());
    text.put("num_attention_heads", sizes.heads());
    text.put("intermediate_size", sizes.inner());
    text.put("vocab_size", sizes.vocabulary());
    text.put("max_position_embeddings", sizes.positions());
    text.put("eos_token_id", 49407); // left over from CLIP, and to be ignored
    Files.write(
        checkpoint.resolve("config.json"),
        JsonMapper.shared()
            .writeValueAsBytes(
                Map.of("model_type", "siglip", "vision_config", vision, "text_config", text)));
    return checkpoint;
  }

  private String golden(Sizes sizes, ReferenceSiglip reference) {
    int side = sizes.imageSize();
    float[][][][] pixels = new float[IMAGES][3][side][side];
    double[][][] features = new double[IMAGES][][];
    double[][] images = new double[IMAGES][];
    for (int i = 0; i < IMAGES; i++) {
      float[] values = new float[3 * side * side];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextGaussian();
        pixels[i][j / (side * side)][j / side % side][j % side] = values[j];
      }
      features[i] = reference.vision(values);
      images[i] = reference.image(features[i]);
    }
    long[][] ids = new long[TEXTS][sizes.positions()];
    double[][] texts = new double[TEXTS][];
    for (int t = 0; t < TEXTS; t++) {
      int real = t == 0 ? sizes.positions() : 1 + random.nextInt(sizes.positions());
      for (int i = 0; i < sizes.positions(); i++) {
        ids[t][i] = i < real ? (long) random.nextInt(sizes.vocabulary()) : 1L;
      }
      texts[t] = reference.text(ids[t]);
    }
    double[][] itc = new double[IMAGES][TEXTS];
    double[][] logits = new double[IMAGES][TEXTS];
    double[][] probability = new double[IMAGES][TEXTS];
    for (int i = 0; i < IMAGES; i++) {
      for (int t = 0; t < TEXTS; t++) {
        for (int c = 0; c < images[i].length; c++) {
          itc[i][t] += images[i][c] * texts[t][c];
        }
        logits[i][t] = Math.exp(1.5) * itc[i][t] - 2.25;
        probability[i][t] = 1 / (1 + Math.exp(-logits[i][t]));
      }
    }
    Map<String, Object> golden = new LinkedHashMap<>();
    golden.put("pixel_values", pixels);
    golden.put("input_ids", ids);
    golden.put("vision", features);
    golden.put("image_embeds", images);
    golden.put("text_embeds", texts);
    golden.put("itc", itc);
    golden.put("logits_per_image", logits);
    golden.put("probability", probability);
    return JsonMapper.shared().writeValueAsString(golden);
  }
}
