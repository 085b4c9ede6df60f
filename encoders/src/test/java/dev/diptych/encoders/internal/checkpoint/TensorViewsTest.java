package dev.diptych.encoders.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorViewsTest {

  private static final Map<String, View> VIEWS =
      Map.of(
          "q", View.rows("joined", 0, 3),
          "v", View.rows("joined", 2, 3),
          "projection", View.turned("matrix"),
          "half", View.turned("small"),
          "bias", View.whole("b"));

  @TempDir Path folder;

  private TensorSource file(List<Long> joined) throws IOException {
    SafetensorsEditor editor = new SafetensorsEditor();
    editor.put("joined", "F32", joined, floats(0, 1, 2, 3, 4, 5));
    editor.put("matrix", "F32", List.of(2L, 3L), floats(0, 1, 2, 10, 11, 12));
    ByteBuffer halves = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    halves.putShort(Float.floatToFloat16(1.5f)).putShort(Float.floatToFloat16(-2));
    editor.put("small", "F16", List.of(2L, 1L), halves.array());
    editor.put("b", "F32", List.of(1L), floats(7));
    editor.put("other", "F32", List.of(1L), floats(8));
    return SafetensorsFile.open(Files.write(folder.resolve("model.safetensors"), editor.toBytes()));
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static ExpectedTensors expected() {
    ExpectedTensors expected = new ExpectedTensors();
    expected.add("q", 2);
    expected.add("v", 2);
    expected.add("projection", 3, 2);
    expected.add("half", 1, 2);
    expected.add("bias", 1);
    expected.add("other", 1);
    return expected;
  }

  private static float[] numbers(Checkpoint checkpoint, String name) {
    return checkpoint
        .floats(name)
        .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
  }

  @Test
  void floats_ofViews_arePartsAndTurnedMatrices() throws IOException {
    try (TensorViews views = new TensorViews(file(List.of(6L)), VIEWS)) {
      Checkpoint seen = Checkpoint.of(views, expected());
      assertThat(numbers(seen, "q")).containsExactly(0, 1);
      assertThat(numbers(seen, "v")).containsExactly(4, 5);
      assertThat(numbers(seen, "projection")).containsExactly(0, 10, 1, 11, 2, 12);
      assertThat(numbers(seen, "half")).containsExactly(1.5f, -2);
      assertThat(numbers(seen, "bias")).containsExactly(7);
      assertThat(numbers(seen, "other")).containsExactly(8);
      assertThat(views.tensors()).doesNotContainKeys("joined", "matrix", "small", "b");
      assertThat(views.nameInFile("v")).isEqualTo("joined");
    }
  }

  @Test
  void stored_ofWhatIsSeen_isWhatTheFileMustHold() throws IOException {
    try (TensorSource file = file(List.of(6L))) {
      Checkpoint.of(file, TensorViews.stored(expected(), VIEWS));
    }
    try (TensorSource file = file(List.of(3L, 2L))) {
      assertThatThrownBy(() -> Checkpoint.of(file, TensorViews.stored(expected(), VIEWS)))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("joined is [3, 2], expected [6]");
    }
  }

  @Test
  void tensors_viewOfWhatIsNotThere_isNotThere() throws IOException {
    try (TensorViews views =
        new TensorViews(file(List.of(6L)), Map.of("k", View.rows("missing", 1, 3)))) {
      assertThat(views.tensors()).doesNotContainKey("k").containsKey("joined");
    }
  }
}
