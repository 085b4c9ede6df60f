package dev.diptych.encoders.internal.bundle;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.checkpoint.BlipConfig;
import dev.diptych.encoders.internal.checkpoint.BlipConfigReader;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import dev.diptych.encoders.internal.checkpoint.OriginalCheckpoint;
import dev.diptych.encoders.internal.checkpoint.PytorchFile;
import dev.diptych.encoders.internal.checkpoint.SafetensorsFile;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as its authors publish it, in a folder: {@code config.json} and {@code
 * model.safetensors} or, where there is none, {@code pytorch_model.bin}; or as BLIP's authors saved
 * it, one {@code .pth} without a configuration.
 */
public final class CheckpointFolder implements AutoCloseable {

  private static final long LARGEST_CONFIG = 1 << 20;

  private final Path path;
  private final TensorSource tensors;
  private final Checkpoint checkpoint;

  private CheckpointFolder(Path path, TensorSource tensors, Checkpoint checkpoint) {
    this.path = path;
    this.tensors = tensors;
    this.checkpoint = checkpoint;
  }

  /**
   * Opens and checks a folder.
   *
   * @throws DiptychException NOT_FOUND without a folder, INVALID_CHECKPOINT when its contents do
   *     not fit each other
   */
  public static CheckpointFolder open(Path folder) {
    return open(folder, null);
  }

  /**
   * Opens and checks a folder.
   *
   * @param visionEpsilon epsilon of the vision tower's norms in place of the configuration's, or
   *     null
   * @throws DiptychException as {@link #open(Path)}
   */
  public static CheckpointFolder open(Path folder, @Nullable Double visionEpsilon) {
    if (!Files.isDirectory(folder)) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "%s is not a folder; give the folder that holds config.json and model.safetensors"
              .formatted(folder));
    }
    Optional<Path> original = originalFile(folder);
    TensorSource tensors =
        original.isPresent() ? OriginalCheckpoint.open(original.get()) : openWeights(folder);
    boolean opened = false;
    try {
      BlipConfig config =
          tensors instanceof OriginalCheckpoint authors
              ? authors.config()
              : BlipConfigReader.read(readConfig(folder));
      CheckpointFolder result =
          new CheckpointFolder(
              folder,
              tensors,
              Checkpoint.of(
                  visionEpsilon == null ? config : config.withVisionEpsilon(visionEpsilon),
                  tensors));
      opened = true;
      return result;
    } finally {
      if (!opened) {
        tensors.close();
      }
    }
  }

  /** The authors' own files come without a configuration, one {@code .pth} in a folder. */
  private static Optional<Path> originalFile(Path folder) {
    if (Files.exists(folder.resolve("config.json"))) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.pth")) {
      List<Path> found = new ArrayList<>();
      files.forEach(found::add);
      if (found.size() > 1) {
        throw refuse(
            "%s has no config.json and %s .pth files; leave the one to import"
                .formatted(folder, found.size()));
      }
      return found.stream().findFirst();
    } catch (IOException e) {
      throw new DiptychException(ErrorCode.IO, "cannot list %s: %s".formatted(folder, e), e);
    }
  }

  private static byte[] readConfig(Path folder) {
    Path file = folder.resolve("config.json");
    if (!Files.isRegularFile(file)) {
      throw refuse(
          "%s has no config.json; fetch it from where the weights were published"
              .formatted(folder));
    }
    try {
      if (Files.size(file) > LARGEST_CONFIG) {
        throw refuse(
            "%s has %s bytes, but a config.json has at most %s"
                .formatted(file, Files.size(file), LARGEST_CONFIG));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DiptychException(ErrorCode.IO, "cannot read %s: %s".formatted(file, e), e);
    }
  }

  private static TensorSource openWeights(Path folder) {
    Path safetensors = folder.resolve("model.safetensors");
    if (Files.isRegularFile(safetensors)) {
      return SafetensorsFile.open(safetensors);
    }
    Path pickle = folder.resolve("pytorch_model.bin");
    if (Files.isRegularFile(pickle)) {
      return PytorchFile.open(pickle);
    }
    if (Files.exists(folder.resolve("model.safetensors.index.json"))) {
      throw refuse(
          "%s holds its weights in several files, which cannot be imported; fetch a revision with one model.safetensors"
              .formatted(folder));
    }
    throw refuse(
        "%s has neither model.safetensors nor pytorch_model.bin; fetch one from where the checkpoint was published (a .pth of BLIP's authors lies alone, without config.json)"
            .formatted(folder));
  }

  private static DiptychException refuse(String message) {
    return new DiptychException(ErrorCode.INVALID_CHECKPOINT, message);
  }

  /** {@return where it lies} */
  public Path path() {
    return path;
  }

  /** {@return its configuration and tensors, found to fit each other; valid until closed} */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  @Override
  public void close() {
    tensors.close();
  }
}
