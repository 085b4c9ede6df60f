package dev.diptych.encoders.internal.blip;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.graph.FloatPatches;
import dev.diptych.encoders.internal.graph.IntegerPatches;
import dev.diptych.encoders.internal.graph.Kernels;
import dev.diptych.encoders.internal.graph.Layers;
import dev.diptych.encoders.internal.graph.OnnxGraph;
import dev.diptych.encoders.internal.graph.PatchProducts;
import dev.diptych.encoders.internal.graph.WeightFile;
import java.util.List;

/**
 * The image-grounded encoder (ITM), in the two directions of a search. Both compute the same
 * logits; each shares what its many pairs have in common. Attention among words is bidirectional;
 * the last layer works out the first row alone.
 */
final class MatchGraph {

  private final BlipConfig config;
  private final Fusion fusion;
  private final OnnxGraph graph;
  private final Layers layers;
  private final TextTower tower;

  private MatchGraph(
      String name,
      BlipConfig config,
      Fusion fusion,
      WeightFile weights,
      Precision precision,
      Kernels kernels) {
    this.config = config;
    this.fusion = fusion;
    this.graph = new OnnxGraph(name);
    this.layers = new Layers(graph, weights, precision, kernels);
    this.tower = new TextTower(graph, layers, config.text(), "text_encoder", fusion.tokenTypes());
  }

  /**
   * One text, many pictures: {@code ids, mask i64 [1,T], features f32 [K,P,W] -> logits f32 [K,2]},
   * or {@code features i8 [K,P,W], scales f32 [K,P]} as INT8. Until the first cross-attention
   * everything depends on the text alone and is computed once.
   */
  static ModelProto forImages(
      BlipConfig config, Fusion fusion, WeightFile weights, Precision precision) {
    return new MatchGraph("match-images", config, fusion, weights, precision, Kernels.FUSED)
        .forImages(weights, false);
  }

  /**
   * One text, many pictures whose tokens were merged: as {@link #forImages}, with {@code counts f32
   * [K,P]} behind the features, any P. A token counts as often as the tokens that it is the mean of
   * (proportional attention: Bolya et al., Token Merging: Your ViT But Faster, ICLR 2023, section
   * 3); merging equal tokens changes no logit.
   */
  static ModelProto forMergedImages(
      BlipConfig config, Fusion fusion, WeightFile weights, Precision precision) {
    return new MatchGraph("match-images-merged", config, fusion, weights, precision, Kernels.FUSED)
        .forImages(weights, true);
  }

  private ModelProto forImages(WeightFile weights, boolean merged) {
    String ids = graph.longInput("ids", 1, "T");
    String mask = graph.longInput("mask", 1, "T");
    PatchProducts patches =
        switch (layers.precision()) {
          case F32 -> new FloatPatches(layers, featuresInput("K", merged));
          case INT8 ->
              new IntegerPatches(
                  graph, layers, byteFeaturesInput("K", merged), scalesInput("K", merged));
        };
    CrossAttention cross =
        new RearrangedCrossAttention(
            graph,
            layers,
            weights,
            tower,
            config.vision().hidden(),
            patches,
            merged ? countsBias("K", 1) : null);
    return build(ids, mask, cross, true);
  }

  /**
   * One picture, many texts: {@code ids, mask i64 [K,T], features f32 [1,P,W] -> logits f32 [K,2]},
   * or {@code features i8 [1,P,W], scales f32 [1,P]} as INT8.
   */
  static ModelProto forTexts(
      BlipConfig config, Fusion fusion, WeightFile weights, Precision precision) {
    return new MatchGraph("match-texts", config, fusion, weights, precision, Kernels.FUSED)
        .forTexts(false);
  }

  /**
   * One picture whose tokens were merged, many texts: as {@link #forTexts}, with {@code counts f32
   * [1,P]} behind the features, any P.
   */
  static ModelProto forMergedTexts(
      BlipConfig config, Fusion fusion, WeightFile weights, Precision precision) {
    return new MatchGraph("match-texts-merged", config, fusion, weights, precision, Kernels.FUSED)
        .forTexts(true);
  }

  private ModelProto forTexts(boolean merged) {
    String ids = graph.longInput("ids", "K", "T");
    String mask = graph.longInput("mask", "K", "T");
    String features = onePicture(merged);
    String bias = merged ? countsBias(1, 1, 2) : null;
    return build(ids, mask, new ProjectedCrossAttention(layers, tower, features, bias), true);
  }

  /** The features of one picture, as linear layers of this precision read them. */
  private String onePicture(boolean merged) {
    return switch (layers.precision()) {
      case F32 -> featuresInput(1, merged);
      case INT8 -> {
        String features = byteFeaturesInput(1, merged);
        String scales = graph.apply("Unsqueeze", List.of(scalesInput(1, merged), graph.longs(-1)));
        layers.integers().know(features, features, scales);
        yield features;
      }
    };
  }

  /**
   * One picture and one text, and where its words look: {@code ids, mask i64 [1,T], features f32
   * [1,P,W] -> logits f32 [1,2], attentions f32 [L,h,T,P], contributions f32 [L,T,P], rows f32
   * [1,T,H]}, features as {@link #forTexts} reads them. L counts the layers that look at the
   * picture without the last one, whose words look beside what they name since the logits need its
   * first row alone; it is 1 where there is no other. Rows are what the last layer makes of the
   * words. Ranking runs none of this.
   */
  static ModelProto forWords(
      BlipConfig config, Fusion fusion, WeightFile weights, Precision precision) {
    return new MatchGraph("match-words", config, fusion, weights, precision, Kernels.FUSED)
        .forWords();
  }

  private ModelProto forWords() {
    String ids = graph.longInput("ids", 1, "T");
    String mask = graph.longInput("mask", 1, "T");
    ObservedCrossAttention cross =
        new ObservedCrossAttention(graph, layers, tower, onePicture(false));
    int looking = fusion.lookingLayers(config.text().layers());
    String rows = addLogits(ids, mask, cross, false);
    int kept = Math.max(1, looking - 1);
    int patches = config.vision().patches();
    graph.floatOutput(
        "attentions", cross.attentions(kept), kept, config.text().heads(), "T", patches);
    graph.floatOutput("contributions", cross.contributions(kept), kept, "T", patches);
    graph.floatOutput("rows", rows, 1, "T", config.text().hidden());
    return graph.build();
  }

  /**
   * The model as its authors wrote it, patches projected to keys and values in every layer: {@code
   * ids, mask i64 [1,T], features f32 [K,P,W] -> logits f32 [K,2]}. What {@link #forImages} is
   * measured and tested against.
   */
  static ModelProto plain(BlipConfig config, WeightFile weights) {
    MatchGraph match =
        new MatchGraph(
            "match-plain", config, Fusion.EVERY_LAYER, weights, Precision.F32, Kernels.STANDARD);
    String ids = match.graph.longInput("ids", 1, "T");
    String mask = match.graph.longInput("mask", 1, "T");
    String features = match.featuresInput("K", false);
    return match.build(
        ids, mask, new ProjectedCrossAttention(match.layers, match.tower, features, null), false);
  }

  private String featuresInput(Object pictures, boolean merged) {
    return graph.floatInput("features", pictures, patches(merged), config.vision().hidden());
  }

  private String byteFeaturesInput(Object pictures, boolean merged) {
    return graph.byteInput("features", pictures, patches(merged), config.vision().hidden());
  }

  private String scalesInput(Object pictures, boolean merged) {
    return graph.floatInput("scales", pictures, patches(merged));
  }

  private Object patches(boolean merged) {
    return merged ? "P" : config.vision().patches();
  }

  /** {@code counts f32 [K,P] -> log, with further axes of length 1}. */
  private String countsBias(Object pictures, long... axes) {
    String counts = graph.floatInput("counts", pictures, "P");
    return graph.apply(
        "Unsqueeze", List.of(graph.apply("Log", List.of(counts)), graph.longs(axes)));
  }

  private ModelProto build(String ids, String mask, CrossAttention cross, boolean firstRowAlone) {
    addLogits(ids, mask, cross, firstRowAlone);
    return graph.build();
  }

  /** {@return the rows of the last layer, {@code [B,T or 1,H]}} */
  private String addLogits(String ids, String mask, CrossAttention cross, boolean firstRowAlone) {
    String bias = tower.paddingBias(mask);
    String x = tower.embed(ids);
    int last = config.text().layers() - 1;
    for (int i = 0; i <= last; i++) {
      String rows = i == last && firstRowAlone ? layers.firstRow(x) : x;
      String attended = tower.selfAttention(i, rows, tower.keysAndValues(i, x), bias);
      x = tower.feedForward(i, i < fusion.first() ? attended : cross.apply(i, attended));
    }
    String first = layers.reshape(layers.firstRow(x), 0, config.text().hidden());
    graph.floatOutput("logits", layers.floatLinear(first, "itm_head"), "K", 2);
    return x;
  }
}
