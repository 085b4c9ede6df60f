package dev.diptych.encoders;

import dev.diptych.encoders.internal.albef.AlbefFamily;
import dev.diptych.encoders.internal.blip.BlipFamily;
import dev.diptych.encoders.internal.clip.ClipFamily;
import dev.diptych.encoders.internal.family.KnownFamilies;
import dev.diptych.encoders.internal.siglip.SiglipFamily;
import java.util.List;

/** The families that this build has: the one place that names them. */
final class Families {

  static final KnownFamilies ALL =
      new KnownFamilies(
          List.of(new AlbefFamily(), new BlipFamily(), new ClipFamily(), new SiglipFamily()));

  private Families() {}
}
