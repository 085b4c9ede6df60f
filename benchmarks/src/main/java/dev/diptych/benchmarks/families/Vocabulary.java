package dev.diptych.benchmarks.families;

import dev.diptych.benchmarks.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** The files of a tokenizer, made up; in all of them every small letter is a word. */
enum Vocabulary {
  /** BERT's: {@code vocab.txt}. */
  WORD_PIECES(30_522) {
    @Override
    void write(Path folder) throws IOException {
      Files.write(folder.resolve("vocab.txt"), RandomCheckpoint.vocabulary());
    }
  },
  /** CLIP's: {@code vocab.json} and {@code merges.txt}, without merges. */
  BYTE_PAIRS(49_408) {
    @Override
    void write(Path folder) throws IOException {
      Map<String, Integer> ids = new LinkedHashMap<>();
      letters().forEach(letter -> ids.put(letter + "</w>", ids.size()));
      for (int id = ids.size(); id < size() - 2; id++) {
        ids.put("unused" + id, id);
      }
      ids.put("<|startoftext|>", size() - 2);
      ids.put("<|endoftext|>", size() - 1);
      writeJson(folder.resolve("vocab.json"), ids);
      Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n");
    }
  },
  /** SigLIP 2's: {@code tokenizer.json} with as many byte pairs as Gemma's. */
  GEMMA(256_000) {
    @Override
    void write(Path folder) throws IOException {
      writePieces(folder, size());
    }
  },
  /** The same of few byte pairs. */
  SMALL_GEMMA(400) {
    @Override
    void write(Path folder) throws IOException {
      writePieces(folder, size());
    }
  },
  /** BEiT-3's: {@code tokenizer.json} of XLM-RoBERTa's kind. */
  UNIGRAM(64_010) {
    @Override
    void write(Path folder) throws IOException {
      List<List<Object>> pieces = new ArrayList<>();
      List.of("<s>", "<pad>", "</s>", "<unk>", BLANK)
          .forEach(mark -> pieces.add(List.of(mark, -20.0)));
      for (String letter : letters()) {
        pieces.add(List.of(BLANK + letter, -5.0));
        pieces.add(List.of(letter, -10.0));
      }
      Map<String, Object> model = new LinkedHashMap<>();
      model.put("type", "Unigram");
      model.put("unk_id", 3);
      model.put("vocab", pieces);
      Map<String, Object> words =
          Map.of(
              "type", "Metaspace", "replacement", BLANK, "prepend_scheme", "always", "split", true);
      writeTokenizer(folder, model, "pre_tokenizer", words);
    }
  };

  private static final String BLANK = "\u2581";

  private final int size;

  Vocabulary(int size) {
    this.size = size;
  }

  /** {@return how many ids the model has embeddings of; the files may give fewer} */
  int size() {
    return size;
  }

  /** Writes the files into a checkpoint's folder. */
  abstract void write(Path folder) throws IOException;

  /** {@return the small letters} */
  static List<String> letters() {
    return IntStream.range(0, RandomCheckpoint.LETTERS).mapToObj(RandomCheckpoint::letter).toList();
  }

  /** Pairs of letters, then longer pieces, until the vocabulary is full. */
  private static void writePieces(Path folder, int size) throws IOException {
    Map<String, Integer> ids = new LinkedHashMap<>();
    List.of("<pad>", "<eos>", "<bos>", "<unk>", BLANK).forEach(mark -> ids.put(mark, ids.size()));
    letters().forEach(letter -> ids.put(letter, ids.size()));
    List<List<String>> merges = new ArrayList<>();
    List<String> pairs = merge(letters(), letters(), size, ids, merges);
    merge(pairs, letters(), size, ids, merges);
    merge(pairs, pairs, size, ids, merges);
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("unk_token", "<unk>");
    model.put("fuse_unk", true);
    model.put("byte_fallback", false);
    model.put("vocab", ids);
    model.put("merges", merges);
    Map<String, Object> blanks =
        Map.of("type", "Replace", "pattern", Map.of("String", " "), "content", BLANK);
    writeTokenizer(folder, model, "normalizer", blanks);
  }

  /** Adds what two pieces make together, until the vocabulary is full. {@return what was added} */
  private static List<String> merge(
      List<String> firsts,
      List<String> seconds,
      int size,
      Map<String, Integer> ids,
      List<List<String>> merges) {
    List<String> added = new ArrayList<>();
    for (String first : firsts) {
      for (String second : seconds) {
        String both = first + second;
        if (ids.size() < size && ids.putIfAbsent(both, ids.size()) == null) {
          merges.add(List.of(first, second));
          added.add(both);
        }
      }
    }
    return added;
  }

  private static void writeTokenizer(
      Path folder, Map<String, Object> model, String step, Map<String, Object> how)
      throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", "1.0");
    root.put("added_tokens", List.of());
    root.put(step, how);
    root.put("model", model);
    writeJson(folder.resolve("tokenizer.json"), root);
  }

  private static void writeJson(Path path, Object value) throws IOException {
    Files.write(path, JsonMapper.shared().writeValueAsBytes(value));
  }
}
