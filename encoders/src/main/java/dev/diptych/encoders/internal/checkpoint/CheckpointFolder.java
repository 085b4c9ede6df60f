package dev.diptych.encoders.internal.checkpoint;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A checkpoint as its authors publish it, in a folder: {@code config.json} and {@code
 * model.safetensors} or, where there is none, {@code pytorch_model.bin}, each in one file or in
 * parts with an index; {@code open_clip_model.safetensors} or {@code open_clip_pytorch_model.bin},
 * with or without {@code open_clip_config.json}; or one {@code .pth} or {@code .pt} without a
 * configuration, as researchers save their models. What the tensors mean is for a family to say.
 */
public final class CheckpointFolder implements AutoCloseable {

  private static final long LARGEST_CONFIG = 1 << 20;
  private static final String CONFIG = "config.json";
  private static final String INDEX = ".index.json";

  /** How open_clip calls its files, which a folder may hold beside those of Hugging Face. */
  private static final String OPEN_CLIP_CONFIG = "open_clip_config.json";

  private static final String OPEN_CLIP_SAFETENSORS = "open_clip_model.safetensors";
  private static final String OPEN_CLIP_PICKLE = "open_clip_pytorch_model.bin";
  private static final List<String> OPEN_CLIP_WEIGHTS =
      List.of(OPEN_CLIP_SAFETENSORS, OPEN_CLIP_PICKLE);
  private static final String SAFETENSORS = "model.safetensors";
  private static final String PICKLE = "pytorch_model.bin";
  private static final List<String> WEIGHTS =
      List.of(SAFETENSORS, SAFETENSORS + INDEX, PICKLE, PICKLE + INDEX);
  private static final Pattern PART =
      Pattern.compile("(.+)-[0-9]{1,9}-of-[0-9]{1,9}(\\.(?:safetensors|bin))");

  private final Path path;
  private final Optional<Path> configFile;
  private final Optional<ConfigSection> config;
  private final TensorSource tensors;

  private CheckpointFolder(
      Path path, Optional<Path> configFile, Optional<ConfigSection> config, TensorSource tensors) {
    this.path = path;
    this.configFile = configFile;
    this.config = config;
    this.tensors = tensors;
  }

  /**
   * Opens a folder.
   *
   * @throws DiptychException NOT_FOUND without a folder, INVALID_CHECKPOINT when its files are not
   *     those of a checkpoint, or damaged
   */
  public static CheckpointFolder open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "%s is not a folder; give the folder that holds config.json and model.safetensors"
              .formatted(folder));
    }
    Optional<Path> file = configFile(folder);
    Optional<ConfigSection> config = file.map(CheckpointFolder::parsed);
    return new CheckpointFolder(folder, file, config, UnwrappedTensors.of(weights(folder, file)));
  }

  private static TensorSource weights(Path folder, Optional<Path> config) {
    if (config.isEmpty()) {
      return openAlone(folder);
    }
    return config.get().endsWith(OPEN_CLIP_CONFIG)
        ? openClip(folder).orElseGet(() -> openWeights(folder))
        : openWeights(folder);
  }

  /**
   * The configuration of the weights that are read. Some folders hold a model twice, as open_clip
   * has it and in another layout; that of Hugging Face comes first where it is a whole one.
   */
  private static Optional<Path> configFile(Path folder) {
    Path own = folder.resolve(CONFIG);
    Path openClip = folder.resolve(OPEN_CLIP_CONFIG);
    boolean both = Files.isRegularFile(own) && Files.isRegularFile(openClip);
    boolean takeOpenClip =
        both && holds(folder, OPEN_CLIP_WEIGHTS) && !(holds(folder, WEIGHTS) && namesModel(own));
    return (takeOpenClip ? Stream.of(openClip) : Stream.of(own, openClip))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static boolean holds(Path folder, List<String> names) {
    return names.stream().map(folder::resolve).anyMatch(Files::isRegularFile);
  }

  private static boolean namesModel(Path config) {
    ConfigSection said = parsed(config);
    return !said.text("model_type", "").isEmpty() || !said.architecture().isEmpty();
  }

  private static ConfigSection parsed(Path config) {
    return ConfigSection.parse(readConfig(config));
  }

  /** Weights that need no configuration: open_clip's, or those of one researcher's file. */
  private static TensorSource openAlone(Path folder) {
    Optional<TensorSource> alone =
        openClip(folder).or(() -> onlyPickle(folder).map(PytorchFile::open));
    if (alone.isPresent()) {
      return alone.get();
    }
    try (TensorSource _ = openWeights(folder)) { // or says that there are none
      throw refuse(
          "%s has no config.json; fetch it from where the weights were published"
              .formatted(folder));
    }
  }

  private static Optional<TensorSource> openClip(Path folder) {
    Path safetensors = folder.resolve(OPEN_CLIP_SAFETENSORS);
    if (Files.isRegularFile(safetensors)) {
      return Optional.of(SafetensorsFile.open(safetensors));
    }
    Path pickle = folder.resolve(OPEN_CLIP_PICKLE);
    return Files.isRegularFile(pickle) ? Optional.of(PytorchFile.open(pickle)) : Optional.empty();
  }

  private static Optional<Path> onlyPickle(Path folder) {
    return only(folder, ".pth").or(() -> only(folder, ".pt"));
  }

  private static Optional<Path> only(Path folder, String ending) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ending)) {
      List<Path> found = new ArrayList<>();
      files.forEach(found::add);
      if (found.size() > 1) {
        throw refuse(
            "%s holds no other weights than %s %s files; leave the one to import"
                .formatted(folder, found.size(), ending));
      }
      return found.stream().findFirst();
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot list %s: %s".formatted(folder, IoReason.of(e)), e);
    }
  }

  private static byte[] readConfig(Path file) {
    try {
      if (Files.size(file) > LARGEST_CONFIG) {
        throw refuse(
            "%s has %s bytes, but a configuration has at most %s"
                .formatted(file, Files.size(file), LARGEST_CONFIG));
      }
      LfsPointer.refuse(file);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot read %s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  private static TensorSource openWeights(Path folder) {
    Path safetensors = folder.resolve(SAFETENSORS);
    if (Files.isRegularFile(safetensors)) {
      return SafetensorsFile.open(safetensors);
    }
    Path index = folder.resolve(safetensors.getFileName() + INDEX);
    if (Files.isRegularFile(index)) {
      return ShardedTensors.open(index, SafetensorsFile::open);
    }
    Path pickle = folder.resolve(PICKLE);
    if (Files.isRegularFile(pickle)) {
      return PytorchFile.open(pickle);
    }
    Path pickleIndex = folder.resolve(pickle.getFileName() + INDEX);
    if (Files.isRegularFile(pickleIndex)) {
      return ShardedTensors.open(pickleIndex, PytorchFile::open);
    }
    return openClip(folder)
        .or(() -> onlyPickle(folder).map(PytorchFile::open))
        .orElseThrow(() -> noWeights(folder));
  }

  /** Says what is there in place of the weights. */
  private static DiptychException noWeights(Path folder) {
    List<String> others = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "*.{safetensors,bin,pth,pt}")) {
      files.forEach(file -> others.add(String.valueOf(file.getFileName())));
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot list %s: %s".formatted(folder, IoReason.of(e)), e);
    }
    Collections.sort(others);
    Optional<String> part =
        others.stream().filter(name -> PART.matcher(name).matches()).findFirst();
    if (part.isPresent()) {
      Matcher shard = PART.matcher(part.get());
      boolean matches = shard.matches();
      String indexName = matches ? shard.group(1) + shard.group(2) + INDEX : INDEX;
      return refuse(
          "%s holds weights in parts (%s), but not %s, which says which tensor is in which: fetch that file, and every part it names, from where the checkpoint was published"
              .formatted(folder, part.get(), indexName));
    }
    String instead =
        others.isEmpty()
            ? ""
            : "; it holds %s: rename that if it is the weights"
                .formatted(String.join(", ", others));
    return refuse(
        "%s has neither model.safetensors nor pytorch_model.bin%s; else fetch one from where the checkpoint was published (a .pth or .pt of a model's authors lies alone, without config.json)"
            .formatted(folder, instead));
  }

  private static DiptychException refuse(String message) {
    return new DiptychException(ErrorCode.INVALID_CHECKPOINT, message);
  }

  /** {@return where it lies} */
  public Path path() {
    return path;
  }

  /** {@return the file of {@link #config}} */
  public Optional<Path> configFile() {
    return configFile;
  }

  /** {@return what config.json says; empty for a {@code .pth} that lies alone} */
  public Optional<ConfigSection> config() {
    return config;
  }

  /**
   * {@return whether its configuration names a model, or, where none names any, its tensors do}
   *
   * @param type the {@code model_type}
   * @param names tensors that together no other model has
   */
  public boolean isOf(String type, String... names) {
    String said = config.map(section -> section.text("model_type", "")).orElse("");
    return said.isEmpty()
        ? tensors.tensors().keySet().containsAll(List.of(names))
        : said.equals(type);
  }

  /** {@return its tensors, the names of wrappers left out; valid until closed} */
  public TensorSource tensors() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.close();
  }
}
