package dev.diptych.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Embedding;
import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.core.PatchFeatures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Items, vectors and features that follow from a number alone, so that any process can check them.
 */
public final class Samples {

  public static final int DIMENSION = 16;
  public static final int PATCHES = 5;
  public static final int WIDTH = 7;

  private Samples() {}

  public static ModelFingerprint model(int number) {
    return new ModelFingerprint(String.format(Locale.ROOT, "%08x", number).repeat(8));
  }

  public static IndexSpec spec(FeatureFormat features) {
    return new IndexSpec(model(1), "sample-model", DIMENSION, PATCHES, WIDTH, features);
  }

  public static IndexSpec spec() {
    return spec(FeatureFormat.F32);
  }

  public static ItemId id(int number) {
    return new ItemId(String.format(Locale.ROOT, "item%08d", number));
  }

  public static String hash(String content) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  public static Item image(int number) {
    return image(number, "file:///pictures/%s.jpg".formatted(number));
  }

  public static Item image(int number, String source) {
    return Item.image(
        id(number),
        source,
        hash("picture " + number),
        1000L + number,
        1_700_000_000_000L + number,
        640,
        480 + number % 7);
  }

  /** {@return the same item with tags} */
  public static Item tagged(Item item, List<String> tags) {
    Facts none = Facts.NONE;
    return item.with(
        new Facts(
            none.reading(),
            none.takenAt(),
            none.camera(),
            none.place(),
            new Facts.Words("", "", tags),
            none.format(),
            none.provenance()));
  }

  /** The same bytes under another source. */
  public static Item copyOf(Item image, int number, String source) {
    return Item.image(
        id(number),
        source,
        image.contentHash(),
        image.bytes(),
        image.modifiedMillis(),
        image.width(),
        image.height());
  }

  public static Item text(int number, String words) {
    return Item.text(
        id(number),
        "file:///captions.csv#row=" + number,
        hash(words),
        words.length(),
        5L,
        words,
        "file:///pictures/1.jpg");
  }

  public static Embedding vector(int number) {
    return vector(number, DIMENSION);
  }

  public static Embedding vector(long seed, int dimension) {
    return unit(new Random(seed * 7919 + 17), dimension);
  }

  public static Embedding unit(Random random, int dimension) {
    float[] components = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      components[i] = (float) random.nextGaussian();
    }
    return normalised(components);
  }

  public static Embedding normalised(float[] components) {
    double squares = 0;
    for (float component : components) {
      squares += (double) component * component;
    }
    for (int i = 0; i < components.length; i++) {
      components[i] = (float) (components[i] / Math.sqrt(squares));
    }
    return Embedding.of(components);
  }

  public static PatchFeatures features(int number) {
    Random random = new Random(number * 31L + 3);
    float[] values = new float[PATCHES * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 3;
    }
    return PatchFeatures.of(PATCHES, WIDTH, values);
  }

  /** Adds images numbered first to last - 1. */
  public static void addImages(ItemWriter writer, int first, int last) {
    for (int number = first; number < last; number++) {
      writer.add(image(number), vector(number), features(number));
    }
  }

  /** Makes an index that holds images 0 to count - 1. */
  public static IndexFolder indexOf(Path folder, int count) {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.openWriter(spec())) {
      addImages(writer, 0, count);
      writer.commit();
    }
    return index;
  }

  /** The same with features of another width. */
  public static IndexFolder indexOf(Path folder, int count, int width) {
    IndexFolder index = IndexFolder.at(folder);
    IndexSpec wide =
        new IndexSpec(model(1), "sample-model", DIMENSION, PATCHES, width, FeatureFormat.F32);
    try (ItemWriter writer = index.openWriter(wide)) {
      for (int number = 0; number < count; number++) {
        writer.add(
            image(number),
            vector(number),
            PatchFeatures.of(PATCHES, width, new float[PATCHES * width]));
      }
      writer.commit();
    }
    return index;
  }

  /**
   * Asserts that an index holds exactly images 0 to count - 1, all right, and nothing is damaged.
   */
  public static void assertHolds(IndexFolder index, int count) {
    assertRightCount(index, count);
    VerifyReport report = index.verify();
    assertThat(report.isSound()).as("%s", report).isTrue();
    assertThat(report.items()).isEqualTo(count);
  }

  public static void assertRightCount(IndexFolder index, int count) {
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(count);
      for (int number = 0; number < count; number++) {
        assertRight(reader, number);
      }
      assertThat(reader.item(id(count))).isEmpty();
    }
  }

  public static void assertRight(TestReader reader, int number) {
    assertThat(reader.item(id(number))).contains(image(number));
    assertThat(reader.vector(id(number))).contains(vector(number));
    assertThat(reader.features(id(number)).orElseThrow().toArray())
        .isEqualTo(features(number).toArray());
  }

  public static Path onlyFile(Path folder, String glob) throws IOException {
    return files(folder, glob).getFirst();
  }

  public static List<Path> files(Path folder, String glob) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(
              path ->
                  path.getFileSystem().getPathMatcher("glob:" + glob).matches(path.getFileName()))
          .sorted()
          .toList();
    }
  }

  public static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else if (!path.endsWith("LOCK") && !path.endsWith("write.lock")) {
          Files.copy(path, target);
        }
      }
    }
  }
}
