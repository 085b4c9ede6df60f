package dev.diptych.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The small checkpoints of the fixtures, with vocabularies of single letters. */
public final class Checkpoints {

  private Checkpoints() {}

  /** {@return a new folder below the one given that holds the CLIP of the fixtures} */
  public static Path clip(Path folder) throws IOException {
    Path checkpoint = copy("clip-tiny", Files.createDirectory(folder.resolve("tiny-clip")));
    StringBuilder vocabulary = new StringBuilder("{");
    for (int id = 0; id < 200; id++) {
      String token = id < 26 ? (char) ('a' + id) + "</w>" : "unused" + id;
      vocabulary.append("\"%s\": %s, ".formatted(token, id));
    }
    vocabulary.append("\"<|startoftext|>\": 200, \"<|endoftext|>\": 201}");
    Files.writeString(checkpoint.resolve("vocab.json"), vocabulary);
    Files.writeString(checkpoint.resolve("merges.txt"), "#version: 0.2\n");
    return checkpoint;
  }

  /** {@return a new folder below the one given that holds the ALBEF of the fixtures} */
  public static Path albef(Path folder) throws IOException {
    Path checkpoint = copy("albef-tiny", Files.createDirectory(folder.resolve("tiny-albef")));
    Files.writeString(
        checkpoint.resolve("vocab.txt"),
        Stream.concat(
                Stream.of("[PAD]", "[UNK]", "[CLS]", "[SEP]"),
                IntStream.range(4, 202)
                    .mapToObj(id -> id < 30 ? "" + (char) ('a' + id - 4) : "w" + id))
            .collect(Collectors.joining("\n")));
    return checkpoint;
  }

  /** {@return a new folder below the one given that holds the first SigLIP of the fixtures} */
  public static Path siglip(Path folder) throws IOException {
    Path checkpoint = copy("siglip-tiny", Files.createDirectory(folder.resolve("tiny-siglip")));
    Files.copy(
        Fixtures.path("siglip-tiny-unigram/tokenizer.json"), checkpoint.resolve("tokenizer.json"));
    Files.writeString(
        checkpoint.resolve("preprocessor_config.json"),
        """
        {"do_resize": true, "size": {"height": 30, "width": 30}, "resample": 3,
         "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
        """);
    return checkpoint;
  }

  private static Path copy(String fixture, Path folder) throws IOException {
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(Fixtures.path(fixture + "/" + file), folder.resolve(file));
    }
    return folder;
  }
}
