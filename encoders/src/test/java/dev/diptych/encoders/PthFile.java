package dev.diptych.encoders;

import dev.diptych.encoders.ReferenceBlip.Parameter;
import dev.diptych.testkit.StoredZip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Files as researchers save their models with torch. */
final class PthFile {

  private PthFile() {}

  /** Writes {@code {"model": {...}, "epoch": 5}}. */
  static Path write(Path file, Map<String, Parameter> tensors) throws IOException {
    return write(file, "model", tensors);
  }

  /** Writes the weights below a name, and a counter beside them. */
  static Path write(Path file, String name, Map<String, Parameter> tensors) throws IOException {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    text(pickle, "\u0080\u0002}(");
    string(pickle, name);
    text(pickle, "}(");
    int key = 0;
    try (StoredZip zip = StoredZip.create(file)) {
      for (Map.Entry<String, Parameter> tensor : tensors.entrySet()) {
        float[] values = tensor.getValue().values();
        string(pickle, tensor.getKey());
        text(pickle, "ctorch._utils\n_rebuild_tensor_v2\n((");
        string(pickle, "storage");
        text(pickle, "ctorch\nFloatStorage\n");
        string(pickle, Integer.toString(key));
        string(pickle, "cpu");
        number(pickle, values.length);
        text(pickle, "tQ");
        number(pickle, 0);
        text(pickle, "(");
        tensor.getValue().shape().forEach(size -> number(pickle, size));
        text(pickle, "t(");
        long stride = values.length;
        for (long size : tensor.getValue().shape()) {
          stride = size == 0 ? 0 : stride / size;
          number(pickle, stride);
        }
        text(pickle, "t\u0089ccollections\nOrderedDict\n)RtR");
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        zip.add("archive/data/" + key++, data.array());
      }
      text(pickle, "u");
      string(pickle, "epoch");
      number(pickle, 5);
      text(pickle, "u.");
      zip.add("archive/data.pkl", pickle.toByteArray());
    }
    return file;
  }

  private static void text(ByteArrayOutputStream pickle, String text) {
    pickle.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void string(ByteArrayOutputStream pickle, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    pickle.write('X');
    pickle.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array());
    pickle.writeBytes(bytes);
  }

  private static void number(ByteArrayOutputStream pickle, long value) {
    pickle.write('J');
    pickle.writeBytes(
        ByteBuffer.allocate(4)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(Math.toIntExact(value))
            .array());
  }
}
