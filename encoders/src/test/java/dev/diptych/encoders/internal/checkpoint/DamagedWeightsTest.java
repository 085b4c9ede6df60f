package dev.diptych.encoders.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.testkit.Fixtures;
import dev.diptych.testkit.StoredZip;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights with numbers that no weight is, and archives whose bytes have changed. */
class DamagedWeightsTest {

  private static final String TENSOR = "text_encoder.encoder.layer.0.attention.self.query.weight";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "F32, NaN, 0000c07f",
    "F32, Infinity, 0000807f",
    "F32, -Infinity, 000080ff",
    "F16, NaN, 007e",
    "F16, Infinity, 007c",
    "BF16, NaN, c07f",
    "BF16, -Infinity, 80ff"
  })
  void checkedFloats_ofANumberThatIsNotFinite_namesTensorPositionAndValue(
      String type, String value, String littleEndian) throws IOException {
    SafetensorsEditor editor = itm();
    if (!type.equals("F32")) {
      editor.narrow(type);
    }
    byte[] bits = HexFormat.of().parseHex(littleEndian);
    List<Long> shape = editor.shape(TENSOR);
    int row = 2;
    int column = 5;
    int number = Math.toIntExact(row * shape.get(1) + column);
    editor.overwrite(TENSOR, number * bits.length, bits);
    Checkpoint checkpoint = checkpoint(editor);

    assertRefused(
        () -> checkpoint.checkedFloats(TENSOR),
        "weights",
        "holds " + value,
        "position [2, 5]",
        TENSOR,
        shape.toString());
    assertThat(checkpoint.checkedFloats("itm_head.weight").byteSize()).isPositive();
  }

  @Test
  void require_anyPlace_findsTheFirst() {
    long seed = 20;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 50; round++) {
      int count = 1 + random.nextInt(200_000);
      float[] numbers = new float[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = random.nextBoolean() ? Float.MAX_VALUE : -Float.MIN_VALUE;
      }
      MemorySegment segment = MemorySegment.ofArray(numbers);
      FiniteWeights.require("f", "t", List.of((long) count), segment);
      int first = random.nextInt(count);
      numbers[first] = Float.NEGATIVE_INFINITY;
      numbers[first + random.nextInt(count - first)] = Float.NEGATIVE_INFINITY;
      assertRefused(
          () -> FiniteWeights.require("f", "t", List.of((long) count), segment),
          "position [%s]".formatted(first),
          "-Infinity");
    }
  }

  @Test
  void verify_ofAnArchiveWithFlippedBits_isRefusedUnlessNoTensorChanged() throws IOException {
    Path original = Fixtures.path("blip-itm-tiny/pytorch_model.bin");
    byte[] good = Files.readAllBytes(original);
    long seed = 21;
    SplittableRandom random = new SplittableRandom(seed);
    Path file = folder.resolve("pytorch_model.bin");
    int refused = 0;
    try (PytorchFile whole = PytorchFile.open(original)) {
      whole.tensors().keySet().forEach(whole::verify);
      for (int round = 0; round < 40; round++) {
        byte[] bad = good.clone();
        int at = random.nextInt(good.length);
        bad[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bad);
        try (PytorchFile damaged = PytorchFile.open(file)) {
          damaged.tensors().keySet().forEach(damaged::verify);
          assertThat(damaged.tensors()).as("seed %s, byte %s", seed, at).isEqualTo(whole.tensors());
          for (String name : whole.tensors().keySet()) { // it was in what nothing reads
            assertThat(damaged.bytes(name).mismatch(whole.bytes(name)))
                .as("seed %s, byte %s, %s", seed, at, name)
                .isEqualTo(-1);
          }
        } catch (DiptychException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT);
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(15);
  }

  @Test
  void checkedFloats_ofAnArchiveWithANaN_namesTheTensor() throws IOException {
    Path file = repacked(bytes -> bytes);
    try (PytorchFile source = PytorchFile.open(file)) {
      Checkpoint checkpoint = checkpoint(source);
      checkpoint.canonicalTensors().keySet().forEach(checkpoint::checkedFloats);
    }
    Path damaged =
        repacked(
            bytes -> {
              if (bytes.length >= 4) {
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, Float.NaN);
              }
              return bytes;
            });
    try (PytorchFile source = PytorchFile.open(damaged)) {
      Checkpoint checkpoint = checkpoint(source);
      assertRefused(
          () -> checkpoint.checkedFloats(TENSOR), "pytorch_model.bin", "holds NaN", TENSOR);
    }
  }

  @Test
  void verify_ofAChangedEntry_givesBothChecksums() throws IOException {
    Path file = repacked(bytes -> bytes);
    byte[] bytes = Files.readAllBytes(file);
    int data = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("/data/0");
    bytes[data + 20] ^= 1;
    Files.write(file, bytes);
    try (PytorchFile source = PytorchFile.open(file)) {
      assertRefused(
          () -> source.tensors().keySet().forEach(source::verify),
          "gives the CRC-32",
          "for the tensor",
          "fetch the file again");
    }
  }

  /** The fixture in an archive of its own, each storage changed. */
  private Path repacked(UnaryOperator<byte[]> change) throws IOException {
    Path file = folder.resolve("pytorch_model.bin");
    try (ZipFile from = new ZipFile(Fixtures.path("blip-itm-tiny/pytorch_model.bin").toFile());
        StoredZip to = StoredZip.create(file)) {
      for (ZipEntry entry : from.stream().toList()) {
        byte[] bytes = from.getInputStream(entry).readAllBytes();
        byte[] changed = entry.getName().contains("/data/") ? change.apply(bytes) : bytes;
        to.add(entry.getName(), changed);
      }
    }
    return file;
  }

  private static SafetensorsEditor itm() throws IOException {
    return SafetensorsEditor.read(Fixtures.path("blip-itm-tiny/model.safetensors"));
  }

  private static Checkpoint checkpoint(SafetensorsEditor editor) throws IOException {
    return checkpoint(SafetensorsFile.over("weights", MemorySegment.ofArray(editor.toBytes())));
  }

  private static Checkpoint checkpoint(TensorSource source) {
    ExpectedTensors itsOwn = new ExpectedTensors();
    source
        .tensors()
        .forEach(
            (name, info) ->
                itsOwn.add(name, info.shape().stream().mapToLong(Long::longValue).toArray()));
    return Checkpoint.of(source, itsOwn);
  }

  private static void assertRefused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT);
              assertThat(Objects.requireNonNull(e.getMessage())).contains(parts);
            });
  }
}
