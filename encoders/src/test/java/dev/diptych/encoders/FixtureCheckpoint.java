package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.ReferenceBlip.Parameter;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A checkpoint of the fixtures, to be changed and held against its reference.
 *
 * @param name of the fixture
 * @param folder an empty one, where changed copies are written to
 */
record FixtureCheckpoint(String name, Path folder) {

  String config() throws IOException {
    return Files.readString(Fixtures.path(name + "/config.json"));
  }

  String golden() throws IOException {
    return Files.readString(Fixtures.path(name + "/golden.json"));
  }

  SafetensorsEditor weights() throws IOException {
    return SafetensorsEditor.read(Fixtures.path(name + "/model.safetensors"));
  }

  /** {@return the weights for a file as researchers save their models} */
  Map<String, Parameter> parameters() throws IOException {
    SafetensorsEditor weights = weights();
    Map<String, Parameter> parameters = new TreeMap<>();
    for (String tensor : weights.names()) {
      FloatBuffer numbers =
          ByteBuffer.wrap(weights.data(tensor)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      float[] values = new float[numbers.remaining()];
      numbers.get(values);
      parameters.put(tensor, new Parameter(weights.shape(tensor), values));
    }
    return parameters;
  }

  /** {@return a tensor of one number} */
  float number(String tensor) throws IOException {
    return ByteBuffer.wrap(weights().data(tensor)).order(ByteOrder.LITTLE_ENDIAN).getFloat();
  }

  /** Holds it against its reference as it is. */
  CheckReport check() throws IOException {
    return check(config(), weights(), golden());
  }

  /** Holds it against its reference with another configuration. */
  CheckReport check(String config) throws IOException {
    return check(config, weights(), golden());
  }

  /** Asserts that a changed configuration is refused as the checkpoint's fault, for this reason. */
  void assertRefused(String from, String to, String reason) throws IOException {
    assertThat(config()).contains(from);
    String other = config().replace(from, to);
    assertThatThrownBy(() -> check(other))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining(reason);
  }

  /** Holds a checkpoint against a reference. */
  CheckReport check(String config, SafetensorsEditor weights, String golden) throws IOException {
    Path checkpoint = write(config, weights);
    Path reference = Files.writeString(folder.resolve("golden.json"), golden);
    return ModelCheck.check(checkpoint, reference);
  }

  /** {@return a folder with these files} */
  Path write(String config, SafetensorsEditor weights) throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve("changed"));
    Files.writeString(checkpoint.resolve("config.json"), config);
    Files.write(checkpoint.resolve("model.safetensors"), weights.toBytes());
    return checkpoint;
  }

  /** Turns a matrix of the weights to {@code [in,out]}. */
  static SafetensorsEditor turned(SafetensorsEditor weights, String matrix) {
    List<Long> shape = weights.shape(matrix);
    int rows = Math.toIntExact(shape.getFirst());
    int columns = Math.toIntExact(shape.getLast());
    ByteBuffer from = ByteBuffer.wrap(weights.data(matrix)).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.allocate(from.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        to.putFloat(4 * (column * rows + row), from.getFloat(4 * (row * columns + column)));
      }
    }
    return weights.put(matrix, "F32", shape.reversed(), to.array());
  }

  /** {@return how far an output is from its reference} */
  static double difference(CheckReport report, String output) {
    return report.outputs().stream()
        .filter(each -> each.output().equals(output))
        .mapToDouble(Comparison::largestDifference)
        .findFirst()
        .orElseThrow(() -> new AssertionError(output + " is not in " + report));
  }
}
