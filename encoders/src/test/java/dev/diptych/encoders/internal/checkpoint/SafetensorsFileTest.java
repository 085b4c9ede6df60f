package dev.diptych.encoders.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFileTest {

  private static SafetensorsFile over(byte[] file) {
    return SafetensorsFile.over("test.safetensors", MemorySegment.ofArray(file));
  }

  @Test
  void open_realFile_listsEveryTensorWithItsBytes() {
    try (SafetensorsFile file =
        SafetensorsFile.open(Fixtures.path("blip-itm-tiny/model.safetensors"))) {
      assertThat(file.tensors()).hasSize(93);
      assertThat(file.tensors().get("itm_head.weight"))
          .isEqualTo(new TensorInfo(TensorType.F32, List.of(2L, 48L)));
      assertThat(file.bytes("itm_head.weight").byteSize()).isEqualTo(2 * 48 * 4);
    }
  }

  @Test
  void bytes_smallFile_areTheTensors() {
    SafetensorsFile file =
        over(
            new SafetensorsEditor()
                .put("b", "U8", List.of(2L), new byte[] {1, 2})
                .put("a", "I16", List.of(), new byte[] {3, 4})
                .put("none", "F32", List.of(0L, 7L), new byte[0])
                .toBytes());
    assertThat(file.bytes("a").toArray(ValueLayout.JAVA_BYTE)).containsExactly(3, 4);
    assertThat(file.bytes("b").toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2);
    assertThat(file.tensors())
        .containsEntry("none", new TensorInfo(TensorType.F32, List.of(0L, 7L)));
  }

  static Stream<Arguments> malformed() {
    byte[] sixteen = new byte[16];
    return Stream.of(
        arguments("truncated or empty", new byte[0]),
        arguments("truncated or empty", new byte[7]),
        arguments("not a safetensors file", lengthOnly(Long.MAX_VALUE)),
        arguments("not a safetensors file", lengthOnly(-1)),
        arguments("not a safetensors file", lengthOnly(0)),
        arguments("truncated", lengthOnly(1000)),
        arguments("does not start with '{'", SafetensorsEditor.file("[]", sixteen)),
        arguments("not valid JSON", SafetensorsEditor.file("{\"a\":", sixteen)),
        arguments("not valid JSON", SafetensorsEditor.file("{" + "\"a\":{".repeat(5000), sixteen)),
        arguments(
            "not valid JSON",
            SafetensorsEditor.file(
                "{\"a\":%1$s,\"a\":%1$s}".formatted(entry("U8", "[16]", 0, 16)), sixteen)),
        arguments(
            "unknown dtype",
            SafetensorsEditor.file("{\"a\":" + entry("F99", "[4]", 0, 16) + "}", sixteen)),
        arguments("no shape", SafetensorsEditor.file("{\"a\":{\"dtype\":\"F32\"}}", sixteen)),
        arguments("unknown dtype", SafetensorsEditor.file("{\"a\":17}", sixteen)),
        arguments(
            "whole numbers",
            SafetensorsEditor.file("{\"a\":" + entry("F32", "[-4]", 0, 16) + "}", sixteen)),
        arguments(
            "whole numbers",
            SafetensorsEditor.file("{\"a\":" + entry("F32", "[4.5]", 0, 16) + "}", sixteen)),
        arguments(
            "beyond all memory",
            SafetensorsEditor.file(
                "{\"a\":" + entry("F32", "[4611686018427387904,4]", 0, 16) + "}", sixteen)),
        arguments(
            "data_offsets",
            SafetensorsEditor.file("{\"a\":" + entry("F32", "[4]", 8, 0) + "}", sixteen)),
        arguments(
            "data_offsets",
            SafetensorsEditor.file("{\"a\":" + entry("F32", "[4]", -16, 0) + "}", sixteen)),
        arguments(
            "truncated",
            SafetensorsEditor.file("{\"a\":" + entry("F32", "[5]", 0, 20) + "}", sixteen)),
        arguments(
            "needs 12",
            SafetensorsEditor.file("{\"a\":" + entry("F32", "[3]", 0, 16) + "}", sixteen)),
        arguments(
            "overlapping",
            SafetensorsEditor.file(
                "{\"a\":%s,\"b\":%s}"
                    .formatted(entry("U8", "[10]", 0, 10), entry("U8", "[8]", 8, 16)),
                sixteen)),
        arguments(
            "gap",
            SafetensorsEditor.file(
                "{\"a\":%s,\"b\":%s}"
                    .formatted(entry("U8", "[6]", 0, 6), entry("U8", "[8]", 8, 16)),
                sixteen)),
        arguments(
            "after its last",
            SafetensorsEditor.file("{\"a\":" + entry("U8", "[6]", 0, 6) + "}", sixteen)));
  }

  private static byte[] lengthOnly(long length) {
    return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
  }

  private static String entry(String dtype, String shape, long begin, long end) {
    return "{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%s,%s]}"
        .formatted(dtype, shape, begin, end);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void over_malformedFile_isRefusedWithTheReason(String reason, byte[] file) {
    assertThatThrownBy(() -> over(file))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining("test.safetensors")
        .hasMessageContaining(reason);
  }

  @Test
  void over_mutatedFiles_areReadOrRefusedButNeverBreak() throws IOException {
    byte[] good = Files.readAllBytes(Fixtures.path("blip-itm-tiny/model.safetensors"));
    int header = 8 + (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2000; round++) {
      byte[] bad =
          random.nextInt(10) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
      for (int i = random.nextInt(4); i >= 0 && bad.length > 0; i--) {
        bad[random.nextInt(Math.min(header, bad.length))] = (byte) random.nextInt(256);
      }
      try {
        SafetensorsFile file = over(bad);
        file.tensors()
            .forEach(
                (name, info) ->
                    assertThat(file.bytes(name).byteSize())
                        .as("seed %s, %s", seed, name)
                        .isEqualTo(info.elements() * info.type().bytes()));
      } catch (DiptychException e) {
        assertThat(e.code()).as("seed %s", seed).isEqualTo(ErrorCode.INVALID_CHECKPOINT);
      }
    }
  }
}
