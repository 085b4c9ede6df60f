package dev.diptych.encoders.internal.vilt;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.internal.checkpoint.ConfigSection;

/** Reads {@code config.json} of a ViLT checkpoint, with the defaults of Hugging Face's class. */
final class ViltConfigReader {

  private static final String RETRIEVAL = "ViltForImageAndTextRetrieval";

  private ViltConfigReader() {}

  /**
   * Reads a configuration.
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT naming the field, what is allowed
   *     and what was found
   */
  static ViltConfig read(ConfigSection root) {
    String architecture = root.architecture();
    if (!architecture.isEmpty() && !architecture.equals(RETRIEVAL)) {
      throw refuse(
          "config.json names the architecture \"%s\", of which only %s scores pairs: choose dandelin/vilt-b32-finetuned-coco or -flickr30k",
          architecture.length() > 80 ? architecture.substring(0, 80) + "…" : architecture,
          RETRIEVAL);
    }
    String activation = root.text("hidden_act", "gelu");
    if (!activation.equals("gelu")) {
      throw refuse("hidden_act must be \"gelu\" (the exact one), but is \"%s\"", activation);
    }
    int channels = root.positive("num_channels", 3);
    if (channels != 3) {
      throw refuse("num_channels must be 3 (red, green, blue), but is %s", channels);
    }
    int imageSize = root.positive("image_size", 384);
    int patchSize = root.positive("patch_size", 32);
    root.requireDivides("patch_size", patchSize, "image_size", imageSize);
    int hidden = root.positive("hidden_size", 768);
    int heads = root.positive("num_attention_heads", 12);
    root.requireDivides("num_attention_heads", heads, "hidden_size", hidden);
    int modalities = root.positive("modality_type_vocab_size", 2);
    if (modalities < 2) {
      throw refuse("modality_type_vocab_size must be 2 at least, text and picture, but is 1");
    }
    return new ViltConfig(
        imageSize,
        patchSize,
        hidden,
        root.positive("num_hidden_layers", 12),
        heads,
        root.positive("intermediate_size", 3072),
        root.epsilon("layer_norm_eps", 1e-12),
        root.positive("vocab_size", 30522),
        root.positive("max_position_embeddings", 40),
        root.positive("type_vocab_size", 2),
        modalities);
  }
}
