package dev.diptych.encoders.internal.blip;

import com.google.errorprone.annotations.FormatMethod;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.checkpoint.TensorInfo;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.checkpoint.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Tensors as Salesforce's researchers saved them, seen under the names of the Hugging Face layout,
 * and the sizes that their shapes tell. Attention heads are 64 wide, as in all of their models.
 *
 * <p>A grid of positions can be resampled to pictures of another size, as their loader does.
 */
public final class OriginalTensors implements TensorSource {

  /** The position embedding of the vision tower. */
  static final String POSITIONS = "vision_model.embeddings.position_embedding";

  /** What the names of the vision tower begin with, as the researchers gave them. */
  private static final String TOWER = "visual_encoder.";

  private static final String CLASS = "vision_model.embeddings.class_embedding";
  private static final String PATCHES = "vision_model.embeddings.patch_embedding.weight";
  private static final String FIRST_LAYER = "vision_model.encoder.layers.0.mlp.fc1.weight";

  /** What the researchers call the tensors that sizes of the vision tower are read off. */
  private static final Map<String, String> ORIGINAL_NAMES =
      Map.of(
          CLASS, TOWER + "cls_token",
          POSITIONS, TOWER + "pos_embed",
          PATCHES, TOWER + "patch_embed.proj.weight",
          FIRST_LAYER, TOWER + "blocks.0.mlp.fc1.weight");

  private static final int HEAD_WIDTH = 64;
  private static final int LARGEST_SIZE = 1 << 20;

  private final TensorSource file;
  private final SortedMap<String, TensorInfo> tensors = new TreeMap<>();
  private final Map<String, String> originals = new TreeMap<>();
  private final int storedGrid;
  private int grid;

  /**
   * @param file stays open as long as this is used
   * @param dropped names of tensors that inference does not need
   * @param rename what is done to other names, before those of the vision tower are translated
   */
  public OriginalTensors(TensorSource file, Pattern dropped, UnaryOperator<String> rename) {
    this.file = file;
    file.tensors()
        .forEach(
            (original, info) -> {
              if (!dropped.matcher(original).matches()) {
                String name = translate(rename.apply(original));
                tensors.put(name, info);
                originals.put(name, original);
              }
            });
    int positions = size(POSITIONS, 1, 3);
    this.storedGrid = (int) Math.round(Math.sqrt(positions - 1.0));
    if (size(POSITIONS, 0, 3) != 1 || storedGrid * storedGrid + 1 != positions || storedGrid < 1) {
      throw refuse(
          "holds %s positions of patches, which are no square grid and one for the class token",
          positions);
    }
    this.grid = storedGrid;
  }

  /** {@return whether a file has the names that the researchers gave} */
  public static boolean isOriginal(TensorSource file) {
    return !file.tensors().subMap(TOWER, TOWER + "~").isEmpty();
  }

  private static String translate(String original) {
    if (!original.startsWith(TOWER)) {
      return original;
    }
    return original
        .replaceFirst("^visual_encoder\\.cls_token$", CLASS)
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

  /** {@return the side of a patch in pixels} */
  public int patchSize() {
    return size(PATCHES, 2, 4);
  }

  /** {@return the side in pixels of the pictures that the positions are for} */
  public int storedSide() {
    return Math.multiplyExact(storedGrid, patchSize());
  }

  /**
   * Resamples the grid of positions when they are read.
   *
   * @param side of pictures, in pixels; a multiple of the patch size
   */
  public void resamplePositions(int side) {
    this.grid = side / patchSize();
    tensors.put(
        POSITIONS,
        new TensorInfo(
            TensorType.F32, List.of(1L, (long) grid * grid + 1, (long) size(POSITIONS, 2, 3))));
  }

  /** {@return the vision tower's sizes, for pictures of a side in pixels} */
  public BlipConfig.VisionConfig vision(int side) {
    int hidden = size(POSITIONS, 2, 3);
    return new BlipConfig.VisionConfig(
        hidden,
        layers("vision_model.encoder.layers."),
        heads(hidden, "vision tower"),
        size(FIRST_LAYER, 0, 2),
        side,
        patchSize(),
        1e-6);
  }

  /** {@return how many heads of 64 make a width} */
  public int heads(int hidden, String tower) {
    if (hidden % HEAD_WIDTH != 0) {
      throw refuse(
          "has a %s of width %s, which is no multiple of the %s of a head",
          tower, hidden, HEAD_WIDTH);
    }
    return hidden / HEAD_WIDTH;
  }

  /** {@return how many layers there are below a prefix, counted from 0} */
  public int layers(String prefix) {
    int layers = 0;
    while (!tensors.subMap(prefix + layers + ".", prefix + layers + "/").isEmpty()) {
      layers++;
    }
    return layers;
  }

  /** {@return one size of a tensor, which must be there and of so many dimensions} */
  public int size(String tensor, int axis, int dimensions) {
    TensorInfo info = tensors.get(tensor);
    if (info == null || info.shape().size() != dimensions) {
      throw refuse(
          "holds no %s of %s dimensions, which its sizes are read off; is it a checkpoint of this kind?",
          ORIGINAL_NAMES.getOrDefault(tensor, tensor), dimensions);
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
    return file.nameInFile(inSource(tensor));
  }

  private String inSource(String tensor) {
    return originals.getOrDefault(tensor, tensor);
  }

  @Override
  public void verify(String tensor) {
    file.verify(inSource(tensor));
  }

  @Override
  public MemorySegment bytes(String tensor) {
    MemorySegment stored = file.bytes(inSource(tensor));
    return tensor.equals(POSITIONS) && grid != storedGrid
        ? PositionGrid.resample(stored, storedGrid, grid, size(POSITIONS, 2, 3))
        : stored;
  }

  @Override
  public void close() {
    file.close();
  }
}
