package dev.diptych.encoders.internal.albef;

import dev.diptych.encoders.internal.blip.BlipConfig;
import dev.diptych.encoders.internal.blip.BlipConfig.Architecture;
import dev.diptych.encoders.internal.blip.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.blip.BlipConfig.VisionConfig;
import dev.diptych.encoders.internal.blip.Fusion;
import java.util.List;

/**
 * The effective configuration of an ALBEF checkpoint.
 *
 * @param joint D, width of both projections
 * @param vision the vision tower
 * @param text the text tower, both halves
 * @param fusion where its second half begins
 * @param warnings what was assumed, in sentences
 */
record AlbefConfig(
    int joint, VisionConfig vision, TextConfig text, Fusion fusion, List<String> warnings) {

  AlbefConfig {
    warnings = List.copyOf(warnings);
  }

  AlbefConfig withVisionEpsilon(double epsilon) {
    return new AlbefConfig(
        joint, towers().withVisionEpsilon(epsilon).vision(), text, fusion, warnings);
  }

  /** {@return both towers as the graphs of BLIP know them} */
  BlipConfig towers() {
    return new BlipConfig(Architecture.RETRIEVAL, joint, vision, text, warnings);
  }
}
