package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.ReferenceBlip.Sizes;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Checkpoints of shapes nobody published, held against the formulas themselves. */
class AnyShapeTest {

  @TempDir Path folder;

  static Stream<Sizes> shapes() {
    return Stream.of(
        // imageSize patch | vision: width layers heads inner | text: width layers heads inner |
        // vocabulary positions joint
        new Sizes(32, 8, 64, 2, 4, 128, 48, 2, 3, 96, 60, 24, 16),
        new Sizes(24, 4, 40, 1, 5, 56, 72, 3, 2, 50, 33, 16, 7),
        new Sizes(16, 16, 24, 3, 1, 24, 20, 1, 1, 70, 41, 12, 32),
        new Sizes(42, 14, 96, 2, 6, 60, 32, 2, 8, 33, 97, 40, 5));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void check_randomCheckpoint_equalsTheFormulas(Sizes sizes) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ReferenceBlip reference = new ReferenceBlip(sizes, true, random);
    Path checkpoint = Files.createDirectories(folder.resolve("checkpoint"));
    write(sizes, reference, checkpoint);
    Path golden =
        Files.writeString(folder.resolve("golden.json"), golden(sizes, reference, random));
    CheckReport report = ModelCheck.check(checkpoint, golden);
    assertThat(report.outputs())
        .extracting(Comparison::output)
        .containsExactly("vision", "itc", "itm_cls", "itm_enc", "itm_enc_all", "logits");
    assertThat(report.outputs())
        .as("seed %s", seed)
        .allSatisfy(output -> assertThat(output.largestDifference()).isLessThanOrEqualTo(2e-5));
  }

  private static void write(Sizes sizes, ReferenceBlip reference, Path checkpoint)
      throws IOException {
    SafetensorsEditor file = new SafetensorsEditor();
    new TreeMap<>(reference.parameters())
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
    text.put("encoder_hidden_size", 768); // as newer files have it: wrong, and to be ignored
    text.put("num_hidden_layers", sizes.layers());
    text.put("num_attention_heads", sizes.heads());
    text.put("intermediate_size", sizes.inner());
    text.put("vocab_size", sizes.vocabulary());
    text.put("max_position_embeddings", sizes.positions());
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of("BlipForImageTextRetrieval"));
    config.put("image_text_hidden_size", sizes.joint());
    config.put("vision_config", vision);
    config.put("text_config", text);
    Files.write(checkpoint.resolve("config.json"), JsonMapper.shared().writeValueAsBytes(config));
  }

  private static String golden(Sizes sizes, ReferenceBlip reference, Random random) {
    int images = 3;
    int texts = 4;
    int length = sizes.positions();
    List<float[]> pixels = new ArrayList<>();
    List<double[][]> features = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      float[] values = new float[3 * sizes.imageSize() * sizes.imageSize()];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextGaussian();
      }
      pixels.add(values);
      features.add(reference.vision(values));
    }
    long[][] ids = new long[texts][length];
    long[][] mask = new long[texts][length];
    for (int t = 0; t < texts; t++) {
      int real = t == 0 ? length : 1 + random.nextInt(length);
      for (int i = 0; i < length; i++) {
        ids[t][i] = i < real ? (long) random.nextInt(sizes.vocabulary()) : 0L;
        mask[t][i] = i < real ? 1L : 0L;
      }
    }
    double[][] itc = new double[images][texts];
    double[][] itmCls = new double[images][];
    double[][] itmEnc = new double[images][];
    double[][][] itmAll = new double[images][texts][];
    double[][][] logits = new double[images][][];
    for (int i = 0; i < images; i++) {
      double[] image = reference.project(features.get(i)[0], "vision_proj");
      for (int t = 0; t < texts; t++) {
        long[] own = mask[t];
        double[] text =
            reference.project(
                reference.text("text_encoder", ids[t], (q, k) -> own[k] == 1, null)[0],
                "text_proj");
        for (int c = 0; c < text.length; c++) {
          itc[i][t] += image[c] * text[c];
        }
        long[] encoded = ids[t].clone();
        encoded[0] = sizes.vocabulary() - 1L;
        itmAll[i][t] =
            reference.itm(
                reference.text("text_encoder", encoded, (q, k) -> own[k] == 1, features.get(i))[0]);
      }
      long[] own = mask[i];
      itmEnc[i] = itmAll[i][i];
      itmCls[i] =
          reference.itm(
              reference.text("text_encoder", ids[i], (q, k) -> own[k] == 1, features.get(i))[0]);
      logits[i] =
          reference.captionLogits(
              reference.text(
                  "text_decoder.bert", ids[i], (q, k) -> own[k] == 1 && k <= q, features.get(i)));
    }
    Map<String, Object> golden = new LinkedHashMap<>();
    golden.put(
        "pixel_values", pixels.stream().map(values -> planes(values, sizes.imageSize())).toList());
    golden.put("input_ids", ids);
    golden.put("attention_mask", mask);
    golden.put("prompt_ids", List.of(ids[0], ids[1], ids[2]));
    golden.put("prompt_mask", List.of(mask[0], mask[1], mask[2]));
    golden.put("vision", features);
    golden.put("itc", itc);
    golden.put("itm_cls", itmCls);
    golden.put("itm_enc", itmEnc);
    golden.put("itm_enc_all", itmAll);
    golden.put("logits", logits);
    return JsonMapper.shared().writeValueAsString(golden);
  }

  private static float[][][] planes(float[] values, int side) {
    float[][][] planes = new float[3][side][side];
    for (int i = 0; i < values.length; i++) {
      planes[i / (side * side)][i / side % side][i % side] = values[i];
    }
    return planes;
  }
}
