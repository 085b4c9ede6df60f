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
    return withBytePairs(
        copy("clip-tiny", Files.createDirectory(folder.resolve("tiny-clip"))), 202);
  }

  /** {@return a new folder below the one given that holds the CoCa of the fixtures} */
  public static Path coca(Path folder) throws IOException {
    return withBytePairs(
        copy("coca-tiny", Files.createDirectory(folder.resolve("tiny-coca"))), 202);
  }

  /** {@return a new folder below the one given that holds the ImageBind of the fixtures} */
  public static Path imageBind(Path folder) throws IOException {
    return withBytePairs(
        copy("imagebind-tiny", Files.createDirectory(folder.resolve("tiny-imagebind"))), 160);
  }

  /** Adds a vocabulary in the form of CLIP's. {@return the same folder} */
  private static Path withBytePairs(Path checkpoint, int size) throws IOException {
    StringBuilder vocabulary = new StringBuilder("{");
    for (int id = 0; id < size - 2; id++) {
      String token = id < 26 ? (char) ('a' + id) + "</w>" : "unused" + id;
      vocabulary.append("\"%s\": %s, ".formatted(token, id));
    }
    vocabulary.append(
        "\"<|startoftext|>\": %s, \"<|endoftext|>\": %s}".formatted(size - 2, size - 1));
    Files.writeString(checkpoint.resolve("vocab.json"), vocabulary);
    Files.writeString(checkpoint.resolve("merges.txt"), "#version: 0.2\n");
    return checkpoint;
  }

  /** {@return a new folder below the one given that holds the ALBEF of the fixtures} */
  public static Path albef(Path folder) throws IOException {
    return withWordPieces(copy("albef-tiny", Files.createDirectory(folder.resolve("tiny-albef"))));
  }

  /** {@return a new folder below the one given that holds the ViLT of the fixtures} */
  public static Path vilt(Path folder) throws IOException {
    return withWordPieces(copy("vilt-tiny", Files.createDirectory(folder.resolve("tiny-vilt"))));
  }

  /** {@return a new folder below the one given that holds the BLIP-2 of the fixtures} */
  public static Path blip2(Path folder) throws IOException {
    return withWordPieces(copy("blip2-tiny", Files.createDirectory(folder.resolve("tiny-blip2"))));
  }

  /** {@return a new folder below the one given that holds the VLMo of the fixtures} */
  public static Path vlmo(Path folder) throws IOException {
    return withWordPieces(
        copy("vlmo-tiny", Files.createDirectory(folder.resolve("tiny-vlmo"))), 120);
  }

  /** {@return the same with the head that scores pairs} */
  public static Path vlmoWithPairs(Path folder) throws IOException {
    Path checkpoint = vlmo(folder);
    Safetensors.append(
        checkpoint.resolve("model.safetensors"), Fixtures.path("vlmo-tiny/head.safetensors"));
    return checkpoint;
  }

  /** {@return a new folder that holds the VLMo of the fixtures without distances: base_plus} */
  public static Path vlmoPlus(Path folder) throws IOException {
    return withWordPieces(
        copy("vlmo-plus-tiny", Files.createDirectory(folder.resolve("tiny-vlmo-plus"))), 120);
  }

  /** Adds a vocabulary of 202 tokens in the form of BERT's. {@return the same folder} */
  private static Path withWordPieces(Path checkpoint) throws IOException {
    return withWordPieces(checkpoint, 202);
  }

  private static Path withWordPieces(Path checkpoint, int size) throws IOException {
    Files.writeString(
        checkpoint.resolve("vocab.txt"),
        Stream.concat(
                Stream.of("[PAD]", "[UNK]", "[CLS]", "[SEP]"),
                IntStream.range(4, size)
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

  /** {@return a new folder below the one given that holds the BEiT-3 of the fixtures} */
  public static Path beit3(Path folder) throws IOException {
    Path checkpoint = copy("beit3-tiny", Files.createDirectory(folder.resolve("tiny-beit3")));
    Files.copy(
        Fixtures.path("beit3-tiny-unigram/tokenizer.json"), checkpoint.resolve("tokenizer.json"));
    return checkpoint;
  }

  /** {@return a new folder below the one given that holds the EDJE of the fixtures, both stages} */
  public static Path edje(Path folder) throws IOException {
    Path checkpoint = copy("edje-tiny", Files.createDirectory(folder.resolve("tiny-edje")));
    Files.copy(Fixtures.path("edje-tiny/vocab.txt"), checkpoint.resolve("vocab.txt"));
    String letters =
        IntStream.range(0, 26)
            .mapToObj(i -> "\"%s\": %s".formatted((char) ('a' + i), i + 5))
            .collect(Collectors.joining(", "));
    Files.writeString(
        checkpoint.resolve("tokenizer.json"),
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"},
         "pre_tokenizer": null, "post_processor": null, "decoder": null,
         "model": {"type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": false,
           "vocab": {"<pad>": 0, "<eos>": 1, "<bos>": 2, "<unk>": 3, "\u2581": 4, %s},
           "merges": []}}
        """
            .formatted(letters));
    return checkpoint;
  }

  /** {@return the same without its first stage} */
  public static Path edjeReranker(Path folder) throws IOException {
    Path checkpoint = edje(folder);
    Files.delete(checkpoint.resolve("tokenizer.json"));
    Safetensors.leaveOut(checkpoint.resolve("model.safetensors"), "clip.");
    return checkpoint;
  }

  private static Path copy(String fixture, Path folder) throws IOException {
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(Fixtures.path(fixture + "/" + file), folder.resolve(file));
    }
    return folder;
  }
}
