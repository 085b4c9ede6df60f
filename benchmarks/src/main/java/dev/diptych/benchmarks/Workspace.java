package dev.diptych.benchmarks;

import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.blip.BlipCheckpoint;
import dev.diptych.encoders.internal.blip.GraphCompiler;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The folder of one run and what is made in it once: a checkpoint of BLIP base with random weights,
 * its bundle, its plain graph. What is there already is used again. A quick workspace has the
 * embedded model in its place and asks for little of everything: it proves that a section runs, and
 * its times mean nothing.
 */
public final class Workspace {

  private static final List<String> EMBEDDED_FILES =
      List.of(
          "config.json",
          "model.safetensors",
          "preprocessor_config.json",
          "tokenizer_config.json",
          "vocab.txt");

  private final Path folder;
  private final boolean quick;

  /**
   * A workspace in a folder.
   *
   * @param folder made when missing
   * @param quick whether to measure as little as possible, with the embedded model
   */
  public Workspace(Path folder, boolean quick) {
    this.folder = folder.toAbsolutePath();
    this.quick = quick;
  }

  /** {@return whether this run is to prove that sections run, and no more} */
  public boolean quick() {
    return quick;
  }

  /** {@return the first, or in a quick workspace the second} */
  public <T> T choose(T full, T little) {
    return quick ? little : full;
  }

  /** {@return the folder of all; models are kept in it as {@code DIPTYCH_HOME} has them} */
  public Path folder() {
    return folder;
  }

  /** {@return a folder of this run, made when missing} */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /** {@return what the model is, for people} */
  public String shape() {
    return choose("BLIP base, random weights", "embedded model");
  }

  /** {@return the store of this run's bundles} */
  public ModelStore models() throws IOException {
    return ModelStore.at(folder("models"));
  }

  /** {@return the model to measure: BLIP base with random weights} */
  public Bundle bundle() throws IOException {
    return bundle(Precision.F32);
  }

  /** {@return the model to measure, in a precision} */
  public Bundle bundle(Precision precision) throws IOException {
    return quick
        ? embedded(precision)
        : models().importCheckpoint(checkpoint(), ImportOptions.DEFAULT.with(precision));
  }

  /** {@return the model that ships inside, for what random weights cannot tell} */
  public Bundle embedded() throws IOException {
    return embedded(Precision.F32);
  }

  /** {@return the model that ships inside, in a precision} */
  public Bundle embedded(Precision precision) throws IOException {
    return models().embedded(precision);
  }

  /** {@return the checkpoint that {@link #bundle} was compiled from} */
  public Path checkpoint() throws IOException {
    Path checkpoint = folder(quick ? "embedded-checkpoint" : "random-base");
    Path done = checkpoint.resolve("complete");
    if (!Files.exists(done)) {
      if (quick) {
        unpackEmbedded(checkpoint);
      } else {
        RandomCheckpoint.write(PublishedShape.ITM_BASE, checkpoint, 1);
      }
      Files.writeString(done, "");
    }
    return checkpoint;
  }

  private static void unpackEmbedded(Path target) throws IOException {
    for (String file : EMBEDDED_FILES) {
      try (InputStream resource =
          ModelStore.class.getResourceAsStream(Bundle.EMBEDDED + "/" + file)) {
        if (resource == null) {
          throw new IOException("the embedded model has no " + file);
        }
        Files.copy(resource, target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** {@return the match graph of the same checkpoint as its authors wrote it} */
  public Path plainMatchGraph() throws IOException {
    return plain("match", GraphCompiler::compilePlainMatch);
  }

  /** {@return the image tower of the same checkpoint, of standard operators alone} */
  public Path plainImageGraph() throws IOException {
    return plain("image", GraphCompiler::compilePlainImage);
  }

  /** Writes one graph of a checkpoint. */
  private interface Compiler {
    void compile(BlipCheckpoint checkpoint, Path folder) throws IOException;
  }

  private Path plain(String graph, Compiler compiler) throws IOException {
    Path plain = folder("plain-%s-%s".formatted(graph, GraphCompiler.VERSION));
    Path file = plain.resolve(graph + "-plain.onnx");
    Path done = plain.resolve("complete");
    if (!Files.exists(done)) {
      Files.deleteIfExists(file);
      Files.deleteIfExists(plain.resolve("weights.bin"));
      try (CheckpointFolder opened = CheckpointFolder.open(checkpoint())) {
        compiler.compile(BlipCheckpoint.of(opened), plain);
      }
      Files.writeString(done, "");
    }
    return file;
  }
}
