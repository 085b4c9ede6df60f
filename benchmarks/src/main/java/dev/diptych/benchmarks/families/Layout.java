package dev.diptych.benchmarks.families;

import dev.diptych.benchmarks.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A checkpoint as the authors of a family lay theirs out, without its weights; written down
 * independently of the importer.
 *
 * @param name of the family with its size
 * @param config of {@code config.json}; empty where the authors publish none and the layout is
 *     open_clip's
 * @param tensors every shape by name
 * @param vocabularies of its tokenizers
 * @param pictures of {@code preprocessor_config.json}; empty for the family's own
 */
record Layout(
    String name,
    Map<String, Object> config,
    Map<String, List<Long>> tensors,
    List<Vocabulary> vocabularies,
    Map<String, Object> pictures) {

  private static final long SEED = 1;

  /** A layout without a file about pictures. */
  Layout(String name, Map<String, Object> config, Tensors tensors, Vocabulary... vocabularies) {
    this(name, config, tensors.shapes(), List.of(vocabularies), Map.of());
  }

  /** {@return the same with squares of a side, resized bilinearly, as SigLIP 2 has them} */
  Layout withBilinearSquares(long side) {
    return new Layout(
        name,
        config,
        tensors,
        vocabularies,
        Map.of(
            "do_resize",
            true,
            "size",
            Map.of("height", side, "width", side),
            "resample",
            2,
            "image_mean",
            List.of(0.5, 0.5, 0.5),
            "image_std",
            List.of(0.5, 0.5, 0.5)));
  }

  /** {@return the number of weights} */
  long weights() {
    return tensors.values().stream()
        .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
        .sum();
  }

  /** {@return the name as a folder may have it, and so the bundle} */
  String folderName() {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  /** Writes the checkpoint with random weights into a folder, which is made. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    if (!config.isEmpty()) {
      writeJson(folder.resolve("config.json"), config);
    }
    if (!pictures.isEmpty()) {
      writeJson(folder.resolve("preprocessor_config.json"), pictures);
    }
    for (Vocabulary vocabulary : vocabularies) {
      vocabulary.write(folder);
    }
    RandomCheckpoint.writeWeights(
        tensors,
        folder.resolve(config.isEmpty() ? "open_clip_model.safetensors" : "model.safetensors"),
        SEED);
  }

  private static void writeJson(Path path, Map<String, Object> value) throws IOException {
    Files.write(path, JsonMapper.shared().writeValueAsBytes(value));
  }
}
