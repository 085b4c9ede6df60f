package dev.diptych.encoders.internal.checkpoint;

import com.google.errorprone.annotations.FormatMethod;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.checkpoint.BlipConfig.Architecture;
import dev.diptych.encoders.internal.checkpoint.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.checkpoint.BlipConfig.VisionConfig;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A checkpoint as BLIP's authors saved it ({@code .pth}), seen under the names of the Hugging Face
 * layout. Momentum copies, queues and the training temperature are left out. There is no
 * configuration beside it: sizes are read off the shapes, attention heads are 64 wide as in all of
 * the authors' models, and the vision tower's epsilon is the 1e-6 of their code.
 *
 * <p>Files that were pre-trained at 224 pixels and not fine-tuned get their grid of positions
 * resampled to 384 pixels, as the authors' loader does.
 */
public final class OriginalCheckpoint implements TensorSource {

  private static final Pattern DROPPED =
      Pattern.compile(
          "(visual_encoder_m|vision_proj_m|text_encoder_m|text_proj_m)\\..*|image_queue|text_queue|idx_queue|ptr_queue"
              + "|queue_ptr|temp");
  private static final String POSITIONS = "vision_model.embeddings.position_embedding";
  private static final int HEAD_WIDTH = 64;
  private static final int LARGEST_SIZE = 1 << 20;
  private static final int PRETRAINED_SIDE = 224;
  private static final int FINE_TUNED_SIDE = 384;

  private final TensorSource file;
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();
  private final Map<String, String> originals = new TreeMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final BlipConfig config;
  private final int storedGrid;

  /**
   * Maps a file.
   *
   * @throws DiptychException INVALID_CHECKPOINT when a tensor that tells the sizes is missing or of
   *     odd shape, or as {@link PytorchFile#open}
   */
  public static OriginalCheckpoint open(Path pth) {
    PytorchFile file = PytorchFile.open(pth);
    try {
      return new OriginalCheckpoint(UnwrappedTensors.of(file));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Takes over a file. */
  OriginalCheckpoint(TensorSource file) {
    this.file = file;
    file.tensors()
        .forEach(
            (original, info) -> {
              if (!DROPPED.matcher(original).matches()) {
                String name = translate(original);
                tensors.put(name, info);
                originals.put(name, original);
              }
            });
    int patch = size("vision_model.embeddings.patch_embedding.weight", 2, 4);
    int positions = size(POSITIONS, 1, 3);
    this.storedGrid = (int) Math.round(Math.sqrt(positions - 1.0));
    if (size(POSITIONS, 0, 3) != 1 || storedGrid * storedGrid + 1 != positions || storedGrid < 1) {
      throw refuse(
          "holds %s positions of patches, which are no square grid and one for the class token",
          positions);
    }
    boolean resample = storedGrid * patch == PRETRAINED_SIDE;
    int side = resample ? FINE_TUNED_SIDE : storedGrid * patch;
    this.config = new BlipConfig(architecture(), joint(), vision(side, patch), text(), List.of());
    if (resample) {
      long grid = side / patch;
      tensors.put(
          POSITIONS,
          new TensorInfo(
              TensorType.F32, List.of(1L, grid * grid + 1, (long) config.vision().hidden())));
      warnings.add(
          "positions were resampled from the %s pixels of pre-training to %s; a fine-tuned checkpoint searches better"
              .formatted(PRETRAINED_SIDE, FINE_TUNED_SIDE));
    }
    warnings.addAll(file.warnings());
    warnings.add(
        "no config.json: sizes were read off the tensors, and the vision tower's layer_norm_eps is 1e-6");
  }

  private static String translate(String original) {
    if (!original.startsWith("visual_encoder.")) {
      return original;
    }
    return original
        .replaceFirst("^visual_encoder\\.cls_token$", "vision_model.embeddings.class_embedding")
        .replaceFirst("^visual_encoder\\.pos_embed$", POSITIONS)
        .replaceFirst(
            "^visual_encoder\\.patch_embed\\.proj\\.", "vision_model.embeddings.patch_embedding.")
        .replaceFirst("^visual_encoder\\.norm\\.", "vision_model.post_layernorm.")
        .replaceFirst(
            "^visual_encoder\\.blocks\\.(\\d+)\\.norm([12])\\.",
            "vision_model.encoder.layers.$1.layer_norm$2.")
        .replaceFirst(
            "^visual_encoder\\.blocks\\.(\\d+)\\.attn\\.qkv\\.",
            "vision_model.encoder.layers.$1.self_attn.qkv.")
        .replaceFirst(
            "^visual_encoder\\.blocks\\.(\\d+)\\.attn\\.proj\\.",
            "vision_model.encoder.layers.$1.self_attn.projection.")
        .replaceFirst(
            "^visual_encoder\\.blocks\\.(\\d+)\\.mlp\\.", "vision_model.encoder.layers.$1.mlp.");
  }

  private Architecture architecture() {
    return tensors.containsKey("itm_head.weight")
        ? Architecture.RETRIEVAL
        : Architecture.CAPTIONING;
  }

  private int joint() {
    return tensors.containsKey("vision_proj.weight") ? size("vision_proj.weight", 0, 2) : 256;
  }

  private VisionConfig vision(int side, int patch) {
    int hidden = size(POSITIONS, 2, 3);
    return new VisionConfig(
        hidden,
        layers("vision_model.encoder.layers."),
        heads(hidden, "vision tower"),
        size("vision_model.encoder.layers.0.mlp.fc1.weight", 0, 2),
        side,
        patch,
        1e-6);
  }

  private TextConfig text() {
    String prefix = architecture() == Architecture.RETRIEVAL ? "text_encoder" : "text_decoder.bert";
    int vocabulary = size(prefix + ".embeddings.word_embeddings.weight", 0, 2);
    int hidden = size(prefix + ".embeddings.word_embeddings.weight", 1, 2);
    return new TextConfig(
        hidden,
        layers(prefix + ".encoder.layer."),
        heads(hidden, "text tower"),
        size(prefix + ".encoder.layer.0.intermediate.dense.weight", 0, 2),
        vocabulary,
        size(prefix + ".embeddings.position_embeddings.weight", 0, 2),
        1e-12,
        0,
        vocabulary > 102 ? 102 : BlipConfigReader.NO_TOKEN,
        vocabulary - 2,
        vocabulary - 1);
  }

  private int heads(int hidden, String tower) {
    if (hidden % HEAD_WIDTH != 0) {
      throw refuse(
          "has a %s of width %s, which is no multiple of the %s of a head",
          tower, hidden, HEAD_WIDTH);
    }
    return hidden / HEAD_WIDTH;
  }

  private int layers(String prefix) {
    int layers = 0;
    while (!tensors.subMap(prefix + layers + ".", prefix + layers + "/").isEmpty()) {
      layers++;
    }
    return layers;
  }

  private int size(String tensor, int axis, int dimensions) {
    TensorInfo info = tensors.get(tensor);
    if (info == null || info.shape().size() != dimensions) {
      throw refuse(
          "holds no %s of %s dimensions, which its sizes are read off; is it a BLIP checkpoint?",
          tensor, dimensions);
    }
    long size = info.shape().get(axis);
    if (size < 1 || size > LARGEST_SIZE || info.type() != TensorType.F32) {
      throw refuse(
          "holds %s as %s %s, but it must be of f32 and its sizes 1 to %s",
          tensor, info.type(), info.shape(), LARGEST_SIZE);
    }
    return (int) size;
  }

  @FormatMethod
  private DiptychException refuse(String what, Object... values) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT, file.name() + " " + String.format(Locale.ROOT, what, values));
  }

  /** {@return the configuration that the tensors imply} */
  public BlipConfig config() {
    return new BlipConfig(
        config.architecture(), config.joint(), config.vision(), config.text(), warnings);
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public SortedMap<String, TensorInfo> tensors() {
    return Collections.unmodifiableSortedMap(tensors);
  }

  @Override
  public String nameInFile(String tensor) {
    return originals.getOrDefault(tensor, tensor);
  }

  @Override
  public void verify(String tensor) {
    file.verify(nameInFile(tensor));
  }

  @Override
  public MemorySegment bytes(String tensor) {
    MemorySegment stored = file.bytes(nameInFile(tensor));
    int grid = config.vision().imageSize() / config.vision().patchSize();
    return tensor.equals(POSITIONS) && grid != storedGrid
        ? PositionGrid.resample(stored, storedGrid, grid, config.vision().hidden())
        : stored;
  }

  @Override
  public void close() {
    file.close();
  }
}
