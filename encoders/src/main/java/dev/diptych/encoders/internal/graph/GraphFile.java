package dev.diptych.encoders.internal.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A finished graph on disk, beside the file of its weights. */
public final class GraphFile {

  private GraphFile() {}

  /**
   * Writes {@code NAME.onnx}, and waits until the disk has it.
   *
   * @throws IOException when the disk refuses, or there is such a file
   */
  public static void write(Path folder, String name, ModelProto model) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve(name + ".onnx"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      model.writeTo(Channels.newOutputStream(file));
      file.force(true);
    }
  }
}
