package dev.diptych.encoders.internal.edje;

import dev.diptych.encoders.internal.graph.PostNormTower;
import dev.diptych.encoders.internal.siglip.SiglipSizes;
import java.util.List;

/**
 * The effective configuration of an EDJE checkpoint.
 *
 * @param siglip the sizes of the SigLIP 2 below; of its text tower only where there is a first
 *     stage
 * @param firstStage whether the checkpoint holds the whole SigLIP 2, which can then recall
 * @param tokens m, how many tokens the adapter makes of a picture
 * @param inner width of the adapter's feed-forward part
 * @param language the joint encoder
 * @param vocabulary rows of the joint encoder's word embedding, of which the last stands for
 *     pictures
 * @param positions most tokens of a pair
 * @param textTokens most tokens of a text, {@code [CLS]} and {@code [SEP]} included
 * @param warnings what was assumed, in sentences
 */
record EdjeConfig(
    SiglipSizes siglip,
    boolean firstStage,
    int tokens,
    int inner,
    PostNormTower.Sizes language,
    int vocabulary,
    int positions,
    int textTokens,
    List<String> warnings) {

  EdjeConfig {
    warnings = List.copyOf(warnings);
  }
}
