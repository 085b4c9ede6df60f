package dev.diptych.encoders.internal.imagebind;

import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.graph.PytorchBlocks;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tensors of the picture and the text tower, by the names of the authors' code. */
final class ImageBindTensors {

  static final PytorchBlocks.Names VISION = names("vision");
  static final PytorchBlocks.Names TEXT = names("text");

  static final String PATCHES = "modality_preprocessors.vision.rgbt_stem.proj.1.weight";
  static final String PICTURE_CLASS = "modality_preprocessors.vision.cls_token";
  static final String PICTURE_POSITIONS =
      "modality_preprocessors.vision.pos_embedding_helper.pos_embed";
  static final String FIRST_NORM = "modality_trunks.vision.pre_transformer_layer.0";
  static final String PICTURE_NORM = "modality_heads.vision.0";
  static final String PICTURE_PROJECTION = "modality_heads.vision.2";
  static final String WORDS = "modality_preprocessors.text.token_embedding.weight";
  static final String TEXT_POSITIONS = "modality_preprocessors.text.pos_embed";
  static final String TEXT_NORM = "modality_heads.text.proj.0";
  static final String TEXT_PROJECTION = "modality_heads.text.proj.1";
  static final String LOGIT_SCALE = "modality_postprocessors.text.1.log_logit_scale";

  /** A still is shown twice, as the two frames of a clip. */
  static final int FRAMES = 2;

  /** The other senses, and the mask of the text tower, which is known without. */
  private static final Pattern DROPPED =
      Pattern.compile(
          "modality_[a-z]+\\.(audio|depth|thermal|imu)\\..*|modality_preprocessors\\.text\\.mask");

  private ImageBindTensors() {}

  private static PytorchBlocks.Names names(String modality) {
    return new PytorchBlocks.Names(
        "modality_trunks.%s.blocks.".formatted(modality), "norm_1", "norm_2", "mlp.fc1", "mlp.fc2");
  }

  /** {@return a name as it is; empty for what neither tower reads} */
  static Optional<String> kept(String name) {
    return DROPPED.matcher(name).matches() ? Optional.empty() : Optional.of(name);
  }

  static ExpectedTensors of(ImageBindConfig config) {
    ExpectedTensors tensors = new ExpectedTensors();
    long width = config.vision().hidden();
    long hidden = config.text().hidden();
    tensors.add(PICTURE_CLASS, 1, 1, width);
    tensors.add(PICTURE_POSITIONS, 1, config.patches(), width);
    tensors.add(PATCHES, width, 3, FRAMES, config.patchSize(), config.patchSize());
    tensors.addNorm(FIRST_NORM, width);
    PytorchBlocks.expect(tensors, VISION, config.vision());
    tensors.addNorm(PICTURE_NORM, width);
    tensors.add(PICTURE_PROJECTION + ".weight", config.joint(), width);
    tensors.add(WORDS, config.vocabulary(), hidden);
    tensors.add(TEXT_POSITIONS, 1, config.context(), hidden);
    PytorchBlocks.expect(tensors, TEXT, config.text());
    tensors.addNorm(TEXT_NORM, hidden);
    tensors.add(TEXT_PROJECTION + ".weight", config.joint(), hidden);
    tensors.add(LOGIT_SCALE);
    return tensors;
  }
}
