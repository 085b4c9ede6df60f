package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.testkit.Signs;
import dev.diptych.testkit.Signs.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How well words on drawn signs are read, and that nothing is read where there is none. */
class TextReaderTest {

  private static final long SEED = 20_261_130;
  private static final int SIGNS_A_KIND = 2;

  private static final List<String> WORDS =
      List.of(
          "HARBOUR",
          "Bakery",
          "Exit",
          "Platform",
          "Museum",
          "closed",
          "Library",
          "Coffee",
          "STATION",
          "Garden",
          "Market",
          "tickets",
          "Castle",
          "River",
          "Bridge",
          "Parking",
          "private",
          "Hotel",
          "Theatre",
          "Airport",
          "school",
          "Water",
          "Silence",
          "Tuesday");

  private static final TextReader READER = TextReader.standard();

  @TempDir Path folder;

  @AfterAll
  static void close() {
    READER.close();
  }

  private static List<String> read(byte[] picture) {
    return READER.read(ImageReader.standard().read(picture, "sign"));
  }

  private static List<String> words(List<String> rows) {
    return rows.stream()
        .flatMap(row -> Arrays.stream(row.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  @Test
  void read_drawnSigns_mostWordsAndHardlyOthers() {
    Random random = new Random(SEED);
    int written = 0;
    int read = 0;
    int right = 0;
    List<String> table = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      int writtenOfKind = 0;
      int readOfKind = 0;
      int rightOfKind = 0;
      for (int i = 0; i < SIGNS_A_KIND; i++) {
        List<String> lines = lines(random, i % 2 + 1);
        List<String> wanted = new ArrayList<>(words(lines));
        List<String> found = words(read(Signs.png(kind, lines, SEED + i)));
        writtenOfKind += wanted.size();
        readOfKind += found.size();
        for (String word : found) {
          rightOfKind += wanted.remove(word) ? 1 : 0;
        }
      }
      table.add("%s: %s of %s, read %s".formatted(kind, rightOfKind, writtenOfKind, readOfKind));
      written += writtenOfKind;
      read += readOfKind;
      right += rightOfKind;
    }
    assertThat((double) right / written).as("recall, seed %s: %s", SEED, table).isGreaterThan(.9);
    assertThat((double) right / read).as("precision, seed %s: %s", SEED, table).isGreaterThan(.9);
  }

  private static List<String> lines(Random random, int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(word(random) + " " + word(random));
    }
    return lines;
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  @ParameterizedTest
  @EnumSource(names = {"ON_ITS_SIDE", "UPSIDE_DOWN"})
  void read_turnedSign_rowsInTheOrderOfTheSign(Kind kind) {
    assertThat(read(Signs.png(kind, List.of("Harbour Museum", "Exit Library"), SEED)))
        .containsExactly("Harbour Museum", "Exit Library");
  }

  @Test
  void read_noText_nothing() {
    for (long seed = SEED; seed < SEED + 2; seed++) {
      assertThat(read(Signs.noise(seed))).as("noise %s", seed).isEmpty();
    }
    assertThat(READER.read(RgbImage.of(1, 1, new byte[3]))).isEmpty();
    assertThat(READER.read(RgbImage.of(3000, 2, new byte[18_000]))).isEmpty();
  }

  @Test
  void read_largePicture_isLookedAtSmaller() {
    RgbImage sign =
        ImageReader.standard()
            .read(Signs.png(Kind.UPRIGHT, List.of("Harbour Museum"), SEED), "sign");
    RgbImage large = enlarged(sign, 7);
    RgbImage sight = TextReader.sight(large);
    assertThat((long) sight.width() * sight.height()).isLessThanOrEqualTo(8_000_000);
    assertThat(words(READER.read(large))).containsExactly("harbour", "museum");
  }

  private static RgbImage enlarged(RgbImage image, int times) {
    byte[] small = image.toArray();
    byte[] large = new byte[small.length * times * times];
    int width = image.width() * times;
    for (int y = 0; y < image.height() * times; y++) {
      for (int x = 0; x < width; x++) {
        System.arraycopy(
            small, 3 * (y / times * image.width() + x / times), large, 3 * (y * width + x), 3);
      }
    }
    return RgbImage.of(width, image.height() * times, large);
  }

  @Test
  void of_folderThatHoldsNoModels_saysWhatIsMissing() throws IOException {
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> TextReader.of(folder))
        .withMessageContaining("no rec.onnx and no keys.txt")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    Files.writeString(folder.resolve("keys.txt"), "a\nb\n");
    Files.writeString(folder.resolve("rec.onnx"), "no model");
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> TextReader.of(folder))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT));
  }

  @Test
  void of_modelsWithAnotherFileOfKeys_saysSo() throws IOException {
    try (var rec = TextReader.class.getResourceAsStream("/models/ch_PP-OCRv4_rec_infer.onnx")) {
      Files.write(folder.resolve("rec.onnx"), rec.readAllBytes());
    }
    Files.writeString(folder.resolve("keys.txt"), "a\nb\nc\nd\ne\n");
    try (TextReader other = TextReader.of(folder)) {
      assertThat(other.id()).isNotEqualTo(READER.id()).startsWith(folder.getFileName() + " ");
      RgbImage sign =
          ImageReader.standard().read(Signs.png(Kind.UPRIGHT, List.of("Harbour"), SEED), "sign");
      assertThatExceptionOfType(DiptychException.class)
          .isThrownBy(() -> other.read(sign))
          .withMessageContaining("5 signs");
    }
  }
}
