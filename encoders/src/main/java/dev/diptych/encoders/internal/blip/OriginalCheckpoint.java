package dev.diptych.encoders.internal.blip;

import dev.diptych.encoders.internal.blip.BlipConfig.Architecture;
import dev.diptych.encoders.internal.blip.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A checkpoint as BLIP's authors saved it ({@code .pth}). Momentum copies, queues and the training
 * temperature are left out. There is no configuration beside it: sizes are read off the shapes, and
 * the vision tower's epsilon is the 1e-6 of their code.
 *
 * <p>Files that were pre-trained at 224 pixels and not fine-tuned get their grid of positions
 * resampled to 384 pixels, as the authors' loader does.
 */
final class OriginalCheckpoint {

  private static final Pattern DROPPED =
      Pattern.compile(
          "(visual_encoder_m|vision_proj_m|text_encoder_m|text_proj_m)\\..*|image_queue|text_queue|idx_queue|ptr_queue"
              + "|queue_ptr|temp");
  private static final int PRETRAINED_SIDE = 224;
  private static final int FINE_TUNED_SIDE = 384;

  private final OriginalTensors tensors;
  private final BlipConfig config;

  /**
   * @param file stays open as long as this is used
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when a tensor that tells the sizes
   *     is missing or of odd shape
   */
  OriginalCheckpoint(TensorSource file) {
    this.tensors = renamed(file);
    boolean resample = tensors.storedSide() == PRETRAINED_SIDE;
    int side = resample ? FINE_TUNED_SIDE : tensors.storedSide();
    List<String> warnings = new ArrayList<>();
    if (resample) {
      tensors.resamplePositions(side);
      warnings.add(
          "positions were resampled from the %s pixels of pre-training to %s; a fine-tuned checkpoint searches better"
              .formatted(PRETRAINED_SIDE, FINE_TUNED_SIDE));
    }
    warnings.addAll(file.warnings());
    warnings.add(
        "no config.json: sizes were read off the tensors, and the vision tower's layer_norm_eps is 1e-6");
    this.config = new BlipConfig(architecture(), joint(), tensors.vision(side), text(), warnings);
  }

  /** {@return the tensors of a file under the names of the Hugging Face layout} */
  static OriginalTensors renamed(TensorSource file) {
    return new OriginalTensors(file, DROPPED, name -> name);
  }

  private Architecture architecture() {
    return tensors.tensors().containsKey("itm_head.weight")
        ? Architecture.RETRIEVAL
        : Architecture.CAPTIONING;
  }

  private int joint() {
    return tensors.tensors().containsKey("vision_proj.weight")
        ? tensors.size("vision_proj.weight", 0, 2)
        : 256;
  }

  private TextConfig text() {
    String prefix = architecture() == Architecture.RETRIEVAL ? "text_encoder" : "text_decoder.bert";
    int vocabulary = tensors.size(prefix + ".embeddings.word_embeddings.weight", 0, 2);
    int hidden = tensors.size(prefix + ".embeddings.word_embeddings.weight", 1, 2);
    return new TextConfig(
        hidden,
        tensors.layers(prefix + ".encoder.layer."),
        tensors.heads(hidden, "text tower"),
        tensors.size(prefix + ".encoder.layer.0.intermediate.dense.weight", 0, 2),
        vocabulary,
        tensors.size(prefix + ".embeddings.position_embeddings.weight", 0, 2),
        1e-12,
        0,
        vocabulary > 102 ? 102 : BlipConfigReader.NO_TOKEN,
        vocabulary - 2,
        vocabulary - 1);
  }

  /** {@return the configuration that the tensors imply} */
  BlipConfig config() {
    return config;
  }

  /** {@return the tensors under the names of the Hugging Face layout} */
  OriginalTensors tensors() {
    return tensors;
  }
}
