package dev.diptych.encoders.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.testkit.Fixtures;
import dev.diptych.testkit.StoredZip;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PytorchFileTest {

  private static final String STORAGE =
      "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\0" + "0X\u0003\0\0\0cpuK\u0006tQ";

  @TempDir Path folder;

  /** Latin-1 text as bytes: opcodes read best as the letters they are. */
  private static byte[] pickle(String program) {
    return ("\u0080\u0002" + program).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A dictionary {@code {"a": view}} of a view with this offset, size and stride. */
  private static String dictionary(String offset, String size, String stride) {
    return "}X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n("
        + STORAGE
        + offset
        + size
        + stride
        + "\u0089}tRs.";
  }

  private Path file(byte[] pickle) throws IOException {
    Path file = folder.resolve("pytorch_model.bin");
    try (StoredZip zip = StoredZip.create(file)) {
      zip.add("archive/data.pkl", pickle);
      zip.add(
          "archive/data/0",
          new byte[] {
            0,
            0,
            0,
            0,
            0,
            0,
            (byte) 128,
            63,
            0,
            0,
            0,
            64,
            0,
            0,
            64,
            64,
            0,
            0,
            (byte) 128,
            64,
            0,
            0,
            (byte) 160,
            64
          });
    }
    return file;
  }

  @Test
  void open_realFile_equalsItsSafetensors() {
    try (PytorchFile pickle = PytorchFile.open(Fixtures.path("blip-itm-tiny/pytorch_model.bin"));
        SafetensorsFile safetensors =
            SafetensorsFile.open(Fixtures.path("blip-itm-tiny/model.safetensors"))) {
      assertThat(pickle.tensors()).isEqualTo(safetensors.tensors());
      for (String tensor : pickle.tensors().keySet()) {
        assertThat(pickle.bytes(tensor).toArray(ValueLayout.JAVA_BYTE))
            .as(tensor)
            .isEqualTo(safetensors.bytes(tensor).toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  @Test
  void bytes_contiguousView_startsAtItsOffset() throws IOException {
    try (PytorchFile file =
        PytorchFile.open(file(pickle(dictionary("K\u0002", "K\u0003\u0085", "K\u0001\u0085"))))) {
      assertThat(file.bytes("a").toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
          .containsExactly(2, 3, 4);
    }
  }

  @Test
  void bytes_transposedView_isGathered() throws IOException {
    try (PytorchFile file =
        PytorchFile.open(
            file(pickle(dictionary("K\0", "K\u0003K\u0002\u0086", "K\u0001K\u0003\u0086"))))) {
      assertThat(file.bytes("a").toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
          .containsExactly(0, 3, 1, 4, 2, 5);
    }
  }

  @ParameterizedTest
  @CsvSource({"HalfStorage, F16", "BFloat16Storage, BF16"})
  void open_weightsOfTwoBytes_areOfTheirType(String storage, TensorType type) throws IOException {
    String program =
        dictionary("K\u0002", "K\u0003\u0085", "K\u0001\u0085")
            .replace("FloatStorage", storage)
            .replace("cpuK\u0006", "cpuK\u000c");
    try (PytorchFile file = PytorchFile.open(file(pickle(program)))) {
      assertThat(file.tensors().get("a")).isEqualTo(new TensorInfo(type, List.of(3L)));
      assertThat(file.bytes("a").toArray(ValueLayout.JAVA_BYTE))
          .containsExactly(0, 0, (byte) 128, 63, 0, 0);
    }
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        arguments("names os.system", "cos\nsystem\n(X\u0002\0\0\0idtR."),
        arguments("names builtins.eval", "cbuiltins\neval\n."),
        arguments("names torch.DoubleStorage", "ctorch\nDoubleStorage\n."),
        arguments("names collections.OrderedDict.x", "ccollections\nOrderedDict.x\n."),
        arguments("opcode 0x69", "(ios\nsystem\n."),
        arguments("opcode 0x6f", "(o."),
        arguments("opcode 0x93", "\u0093."),
        arguments("opcode 0x81", ")\u0081."),
        arguments("opcode 0x50", "Pid\n."),
        arguments("protocol 4", "\u0080\u0004."),
        arguments("breaks off", "}"),
        arguments("breaks off", "X\u007f\0\0\0short."),
        arguments("breaks off", "t."),
        arguments("breaks off", "."),
        arguments("breaks off", ")R."),
        arguments("breaks off", "q\0."),
        arguments("breaks off", "Q."),
        arguments("breaks off", "b."),
        arguments("breaks off", "s."),
        arguments("with arguments it does not take", ")" + "\u0085".repeat(200_000) + ")R."),
        arguments("with arguments it does not take", ")" + "q\0h\0\u0086".repeat(60) + ")R."),
        arguments("with arguments it does not take", "}q\0X\u0001\0\0\0a}X\u0001\0\0\0bh\0ss)R."),
        arguments("repeats its numbers", dictionary("K\0", "K\u0007K\u0007\u0086", "K\0K\0\u0086")),
        arguments("never remembered", "h\u0007."),
        arguments("no dictionary", "K\u0001."),
        arguments("is no tensor", "}X\u0001\0\0\0aK\u0001s."),
        arguments("keys are no strings", "}K\u0001K\u0001s."),
        arguments("with arguments it does not take", "ctorch._utils\n_rebuild_tensor_v2\n)R."),
        arguments("with arguments it does not take", "K\u0001)R."),
        arguments("something else than a storage", "(tQ."),
        arguments("beyond its storage", dictionary("K\u0004", "K\u0003\u0085", "K\u0001\u0085")),
        arguments("beyond its storage", dictionary("K\0", "K\u0003\u0085", "K\u0003\u0085")),
        arguments(
            "impossible size",
            dictionary(
                "K\0",
                "\u008a\u0008\0\0\0\0\0\0\0\u007f\u008a\u0008\0\0\0\0\0\0\0\u007f\u0086",
                "K\0K\0\u0086")),
        arguments(
            "size or stride -1",
            dictionary("K\0", "J\u00ff\u00ff\u00ff\u00ff\u0085", "K\u0001\u0085")));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void open_hostilePickle_isRefusedByName(String reason, String program) throws IOException {
    Path file = file(pickle(program));
    assertThatThrownBy(() -> PytorchFile.open(file))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining("pytorch_model.bin")
        .hasMessageContaining(reason);
  }

  @Test
  void open_bigEndian_isRefused() throws IOException {
    Path file = folder.resolve("pytorch_model.bin");
    try (StoredZip zip = StoredZip.create(file)) {
      zip.add("archive/data.pkl", "}.".getBytes(StandardCharsets.ISO_8859_1));
      zip.add("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
    }
    assertThatThrownBy(() -> PytorchFile.open(file)).hasMessageContaining("big-endian");
  }

  @Test
  void open_compressedArchive_isRefused() throws IOException {
    Path file = folder.resolve("pytorch_model.bin");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(new byte[100]);
    }
    assertThatThrownBy(() -> PytorchFile.open(file))
        .hasMessageContaining("compressed entry archive/data.pkl");
  }

  @Test
  void open_mutatedFiles_areReadOrRefusedButNeverBreak() throws IOException {
    byte[] good = Files.readAllBytes(Fixtures.path("blip-itm-tiny/pytorch_model.bin"));
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    Path file = folder.resolve("mutated.bin");
    for (int round = 0; round < 300; round++) {
      byte[] bad =
          random.nextInt(10) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
      for (int i = random.nextInt(6); i >= 0 && bad.length > 0; i--) {
        int at =
            random.nextBoolean()
                ? random.nextInt(Math.min(18_200, bad.length))
                : bad.length - 1 - random.nextInt(Math.min(9000, bad.length));
        bad[at] = (byte) random.nextInt(256);
      }
      Files.write(file, bad);
      try (PytorchFile opened = PytorchFile.open(file)) {
        opened
            .tensors()
            .forEach(
                (name, info) ->
                    assertThat(opened.bytes(name).byteSize())
                        .as("seed %s", seed)
                        .isEqualTo(info.elements() * info.type().bytes()));
      } catch (DiptychException e) {
        assertThat(e.code()).as("seed %s", seed).isEqualTo(ErrorCode.INVALID_CHECKPOINT);
      }
    }
  }
}
