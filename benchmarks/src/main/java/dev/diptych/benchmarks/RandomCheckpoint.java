package dev.diptych.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/** Writes checkpoint folders of a published layout with random weights. */
public final class RandomCheckpoint {

  /** How many letters are words of their own in every vocabulary. */
  public static final int LETTERS = 26;

  private static final int CHUNK = 1 << 20;

  private RandomCheckpoint() {}

  /**
   * Writes {@code config.json}, {@code vocab.txt} and {@code model.safetensors} into a folder.
   *
   * @param folder made when missing
   * @param seed of the weights
   */
  public static void write(PublishedShape shape, Path folder, long seed) throws IOException {
    Files.createDirectories(folder);
    Files.write(
        folder.resolve("config.json"), JsonMapper.shared().writeValueAsBytes(shape.config()));
    Files.write(folder.resolve("vocab.txt"), vocabulary());
    writeWeights(shape.tensors(), folder.resolve("model.safetensors"), seed);
  }

  /**
   * Writes weights alone.
   *
   * @param tensors every tensor's shape by name; integers where the name ends in {@code
   *     position_ids}, f32 elsewhere
   * @param path a safetensors file, replaced where it is there
   * @param seed of the weights
   */
  public static void writeWeights(Map<String, List<Long>> tensors, Path path, long seed)
      throws IOException {
    try (FileChannel file = header(tensors, path)) {
      SplittableRandom random = new SplittableRandom(seed);
      for (Map.Entry<String, List<Long>> tensor : tensors.entrySet()) {
        writeTensor(file, tensor.getKey(), tensor.getValue(), random);
      }
    }
  }

  /**
   * Writes {@code config.json} and the header of {@code model.safetensors}; the numbers are a hole
   * in the file, which reads as zeros and takes no disk.
   */
  public static void writeHeaders(PublishedShape shape, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(
        folder.resolve("config.json"), JsonMapper.shared().writeValueAsBytes(shape.config()));
    try (FileChannel file = header(shape.tensors(), folder.resolve("model.safetensors"))) {
      long bytes =
          shape.tensors().entrySet().stream().mapToLong(t -> bytes(t.getKey(), t.getValue())).sum();
      file.write(ByteBuffer.allocate(1), file.position() + bytes - 1);
    }
  }

  private static FileChannel header(Map<String, List<Long>> tensors, Path path) throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    long offset = 0;
    for (Map.Entry<String, List<Long>> tensor : tensors.entrySet()) {
      long end = offset + bytes(tensor.getKey(), tensor.getValue());
      header.put(
          tensor.getKey(),
          Map.of(
              "dtype", isPositions(tensor.getKey()) ? "I64" : "F32",
              "shape", tensor.getValue(),
              "data_offsets", List.of(offset, end)));
      offset = end;
    }
    byte[] json = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    ByteBuffer start = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    start.putLong(json.length).put(json).flip();
    FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    file.write(start);
    return file;
  }

  private static boolean isPositions(String name) {
    return name.endsWith("position_ids");
  }

  private static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  private static long bytes(String name, List<Long> shape) {
    return elements(shape) * (isPositions(name) ? 8 : 4);
  }

  /**
   * Weights of the size a trained network has, so that activations neither vanish nor explode. Of
   * one dimension are the factors of norms and biases, and what scales a layer ({@code gamma}).
   */
  private static void writeTensor(
      FileChannel file, String name, List<Long> shape, SplittableRandom random) throws IOException {
    long count = elements(shape);
    boolean scale = shape.size() == 1 && (name.endsWith("weight") || name.contains("gamma"));
    double spread = shape.size() > 1 ? 0.02 : 0.01;
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < count; i++) {
      if (isPositions(name)) {
        buffer.putLong(i);
      } else {
        // Uniform with the wanted deviation: as good as normal here and far cheaper to draw.
        double value = (random.nextInt() * 0x1p-31) * spread * Math.sqrt(3);
        buffer.putFloat((float) (scale ? 1 + value : value));
      }
      if (buffer.remaining() < 8) {
        drain(file, buffer);
      }
    }
    drain(file, buffer);
  }

  private static void drain(FileChannel file, ByteBuffer buffer) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  /**
   * {@return BERT's vocabulary in size, special tokens and single letters; the words are made up}
   */
  public static List<String> vocabulary() {
    List<String> words = new ArrayList<>(30522);
    for (int id = 0; id < 30522; id++) {
      words.add(
          switch (id) {
            case 0 -> "[PAD]";
            case 100 -> "[UNK]";
            case 101 -> "[CLS]";
            case 102 -> "[SEP]";
            case 103 -> "[MASK]";
            default -> id <= LETTERS ? letter(id - 1) : word(id);
          });
    }
    return words;
  }

  /** {@return a letter by its number, from 0} */
  public static String letter(int number) {
    return String.valueOf((char) ('a' + number));
  }

  /** {@return the word of a token id, from 104 on} */
  public static String word(int id) {
    return "word" + id;
  }

  /** Writes one checkpoint: {@code RandomCheckpoint SHAPE FOLDER [SEED]}. */
  public static void main(String[] arguments) throws IOException {
    PublishedShape shape =
        PublishedShape.valueOf(arguments[0].toUpperCase(Locale.ROOT).replace('-', '_'));
    write(shape, Path.of(arguments[1]), arguments.length > 2 ? Long.parseLong(arguments[2]) : 1);
  }
}
