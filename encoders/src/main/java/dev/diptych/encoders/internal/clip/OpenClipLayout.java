package dev.diptych.encoders.internal.clip;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;
import static dev.diptych.encoders.internal.openclip.OpenClipConfig.number;

import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.checkpoint.TensorViews.View;
import dev.diptych.encoders.internal.graph.Activation;
import dev.diptych.encoders.internal.graph.PytorchBlocks;
import dev.diptych.encoders.internal.graph.PytorchBlocks.Sizes;
import dev.diptych.encoders.internal.graph.TowerConfig;
import dev.diptych.encoders.internal.openclip.OpenClipConfig;
import dev.diptych.encoders.internal.openclip.OpenClipTowers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CLIP as open_clip saves it: one matrix of queries, keys and values in each layer, and both
 * projections stored {@code [in,out]}. Seen by {@link #views}, it is as {@link ClipTensors} has it.
 */
final class OpenClipLayout {

  private static final String PICTURE_PROJECTION = "visual.proj";
  private static final String TEXT_PROJECTION = "text_projection";

  /** The text tower's names have nothing in front. */
  private static final String TEXT_TOWER = "";

  private static final List<String> JOINED = List.of("q_proj", "k_proj", "v_proj");

  /** Fields of other forms of these towers that no tensor tells, and the value of this form. */
  private static final List<Field> FORM =
      List.of(
          new Field("vision_cfg", "timm_model_name", ""),
          new Field("vision_cfg", "pool_type", "tok"),
          new Field("text_cfg", "hf_model_name", ""),
          new Field("text_cfg", "pool_type", "argmax"));

  private record Field(String part, String name, String value) {}

  private OpenClipLayout() {}

  /** {@return whether tensors have the names of open_clip's two towers} */
  static boolean isOf(TensorSource tensors) {
    Set<String> names = tensors.tensors().keySet();
    return names.containsAll(List.of(TEXT_PROJECTION, OpenClipTowers.WORDS))
        && names.stream().anyMatch(name -> name.startsWith("visual."));
  }

  /**
   * Reads {@code open_clip_config.json}.
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when there is none, or it asks for
   *     another form of the towers
   */
  static ClipConfig config(TensorSource tensors, OpenClipConfig said) {
    ConfigSection model =
        said.model()
            .orElseThrow(
                () ->
                    refuse(
                        "%s is laid out as open_clip does it, but there is no %s, and the weights do not tell their activation: fetch that file from where they were published",
                        tensors.name(), OpenClipConfig.FILE));
    refuseOtherForms(said);
    said.pictures(1); // which refuses what cannot be done
    OpenClipTowers towers = new OpenClipTowers(tensors, said, TEXT_TOWER);
    Activation activation =
        model.flag("quick_gelu", false) ? Activation.QUICK_GELU : Activation.GELU;
    return new ClipConfig(
        model.positive("embed_dim", 512),
        towers.imageSize(),
        towers.patchSize(),
        towers.vocabulary(),
        number(said.part("text_cfg"), "context_length", towers.positions()),
        ClipConfig.LARGEST_ID,
        tower(towers.vision(), activation),
        tower(towers.text(), activation));
  }

  private static TowerConfig tower(Sizes sizes, Activation activation) {
    return new TowerConfig(
        sizes.hidden(),
        sizes.layers(),
        sizes.heads(),
        sizes.intermediate(),
        activation,
        sizes.epsilon());
  }

  private static void refuseOtherForms(OpenClipConfig said) {
    for (Field field : FORM) {
      ConfigSection part = said.part(field.part()).orElseThrow();
      String found = part.text(field.name(), field.value());
      if (!found.equals(field.value())) {
        throw refuse(
            "%s.%s is \"%s\"; of open_clip's models those with a plain ViT, its class token and the text at its end can be imported: choose one of these",
            field.part(), field.name(), found);
      }
    }
    if (said.part("text_cfg").map(text -> text.flag("no_causal_mask", false)).orElse(false)) {
      throw refuse("text_cfg.no_causal_mask must be false, as in CLIP, but is true");
    }
    for (String part : List.of("vision_cfg", "text_cfg")) {
      for (String arguments : List.of("act_kwargs", "norm_kwargs")) {
        if (said.part(part).map(each -> each.holdsFields(arguments)).orElse(false)) {
          throw refuse(
              "%s.%s must be empty, as in CLIP: choose a model with the usual norms and activation",
              part, arguments);
        }
      }
    }
  }

  /** {@return its tensors by the names of {@link ClipTensors}} */
  static Map<String, View> views(ClipConfig config) {
    Map<String, View> views = new LinkedHashMap<>();
    String vision = "vision_model.";
    String text = "text_model.";
    views.put(vision + "embeddings.class_embedding", View.whole(OpenClipTowers.PICTURE_CLASS));
    views.put(vision + "embeddings.patch_embedding.weight", View.whole(OpenClipTowers.PATCHES));
    views.put(
        vision + "embeddings.position_embedding.weight",
        View.whole(OpenClipTowers.PICTURE_POSITIONS));
    both(views, ClipTensors.FIRST_NORM, "visual.ln_pre");
    layers(views, vision, OpenClipTowers.VISION, config.vision().layers());
    both(views, vision + "post_layernorm", "visual.ln_post");
    views.put("visual_projection.weight", View.turned(PICTURE_PROJECTION));
    views.put(text + "embeddings.token_embedding.weight", View.whole(OpenClipTowers.WORDS));
    views.put(
        text + "embeddings.position_embedding.weight", View.whole(OpenClipTowers.TEXT_POSITIONS));
    layers(views, text, OpenClipTowers.text(TEXT_TOWER), config.text().layers());
    both(views, text + "final_layer_norm", "ln_final");
    views.put("text_projection.weight", View.turned(TEXT_PROJECTION));
    return views;
  }

  private static void layers(
      Map<String, View> views, String tower, PytorchBlocks.Names names, int layers) {
    for (int i = 0; i < layers; i++) {
      String layer = tower + "encoder.layers." + i + ".";
      String stored = names.layers() + i + ".";
      both(views, layer + "layer_norm1", stored + names.firstNorm());
      for (int part = 0; part < JOINED.size(); part++) {
        String projection = layer + "self_attn." + JOINED.get(part);
        views.put(
            projection + ".weight", View.rows(stored + "attn.in_proj_weight", part, JOINED.size()));
        views.put(
            projection + ".bias", View.rows(stored + "attn.in_proj_bias", part, JOINED.size()));
      }
      both(views, layer + "self_attn.out_proj", stored + "attn.out_proj");
      both(views, layer + "layer_norm2", stored + names.secondNorm());
      both(views, layer + "mlp.fc1", stored + names.inner());
      both(views, layer + "mlp.fc2", stored + names.outer());
    }
  }

  private static void both(Map<String, View> views, String name, String stored) {
    views.put(name + ".weight", View.whole(stored + ".weight"));
    views.put(name + ".bias", View.whole(stored + ".bias"));
  }
}
