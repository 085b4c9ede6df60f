package dev.diptych.encoders.internal.siglip;

import dev.diptych.encoders.internal.checkpoint.ExpectedTensors;
import dev.diptych.encoders.internal.checkpoint.TensorInfo;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import dev.diptych.encoders.internal.graph.PreNormTower;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors a SigLIP checkpoint holds, by the names of Hugging Face's {@code SiglipModel}. */
public final class SiglipTensors {

  static final String LOGIT_SCALE = "logit_scale";
  static final String LOGIT_BIAS = "logit_bias";

  /** The pooling head, and in it the attention, whose three first projections are one tensor. */
  static final String HEAD = "vision_model.head";

  static final String ATTENTION = HEAD + ".attention";

  private static final String PATCHES = "vision_model.embeddings.patch_embedding.weight";
  private static final List<String> JOINED = List.of("q_proj", "k_proj", "v_proj");

  private SiglipTensors() {}

  /** {@return the three projections of the pooling head, apart} */
  public static Map<String, View> views() {
    Map<String, View> views = new LinkedHashMap<>();
    for (int i = 0; i < JOINED.size(); i++) {
      String name = ATTENTION + "." + JOINED.get(i);
      views.put(name + ".weight", View.rows(ATTENTION + ".in_proj_weight", i, JOINED.size()));
      views.put(name + ".bias", View.rows(ATTENTION + ".in_proj_bias", i, JOINED.size()));
    }
    return views;
  }

  /** Refuses the linear patch embedding of models that read pictures of any shape. */
  static void refuseFlexible(TensorSource file) {
    TensorInfo patches = file.tensors().get(PATCHES);
    if (patches != null && patches.shape().size() == 2) {
      throw SiglipConfigReader.flexible(
          "%s is %s, which reads patches that were cut before".formatted(PATCHES, patches.shape()));
    }
  }

  /** {@return what the graphs read, seen by {@link #views}} */
  static ExpectedTensors of(SiglipSizes sizes) {
    ExpectedTensors tensors = new ExpectedTensors();
    addBoth(tensors, sizes);
    return tensors;
  }

  /** Adds the vision tower without its pooling head. */
  public static void addVisionTower(ExpectedTensors tensors, SiglipSizes sizes) {
    long width = sizes.vision().hidden();
    tensors.add(PATCHES, width, 3, sizes.patchSize(), sizes.patchSize());
    tensors.add("vision_model.embeddings.patch_embedding.bias", width);
    tensors.add("vision_model.embeddings.position_embedding.weight", sizes.patches(), width);
    tensors.addOptional("vision_model.embeddings.position_ids", 1, sizes.patches());
    PreNormTower.expect(tensors, "vision_model", sizes.vision());
    tensors.addNorm("vision_model.post_layernorm", width);
  }

  /** Adds both towers, seen by {@link #views}. */
  public static void addBoth(ExpectedTensors tensors, SiglipSizes sizes) {
    addVisionTower(tensors, sizes);
    long width = sizes.vision().hidden();
    long hidden = sizes.text().hidden();
    tensors.add(HEAD + ".probe", 1, 1, width);
    for (String projection : JOINED) {
      tensors.addLinear(ATTENTION + "." + projection, width, width);
    }
    tensors.addLinear(ATTENTION + ".out_proj", width, width);
    tensors.addNorm(HEAD + ".layernorm", width);
    tensors.addLinear(HEAD + ".mlp.fc1", sizes.vision().intermediate(), width);
    tensors.addLinear(HEAD + ".mlp.fc2", width, sizes.vision().intermediate());
    tensors.add("text_model.embeddings.token_embedding.weight", sizes.vocabulary(), hidden);
    tensors.add("text_model.embeddings.position_embedding.weight", sizes.positions(), hidden);
    tensors.addOptional("text_model.embeddings.position_ids", 1, sizes.positions());
    PreNormTower.expect(tensors, "text_model", sizes.text());
    tensors.addNorm("text_model.final_layer_norm", hidden);
    tensors.addLinear("text_model.head", sizes.joint(), hidden);
    tensors.add(LOGIT_SCALE);
    tensors.add(LOGIT_BIAS);
  }
}
