package dev.diptych.encoders;

import dev.diptych.encoders.internal.albef.AlbefFamily;
import dev.diptych.encoders.internal.beit3.Beit3Family;
import dev.diptych.encoders.internal.blip.BlipFamily;
import dev.diptych.encoders.internal.blip2.Blip2Family;
import dev.diptych.encoders.internal.clip.ClipFamily;
import dev.diptych.encoders.internal.coca.CocaFamily;
import dev.diptych.encoders.internal.edje.EdjeFamily;
import dev.diptych.encoders.internal.family.KnownFamilies;
import dev.diptych.encoders.internal.imagebind.ImageBindFamily;
import dev.diptych.encoders.internal.siglip.SiglipFamily;
import dev.diptych.encoders.internal.vilt.ViltFamily;
import dev.diptych.encoders.internal.vlmo.VlmoFamily;
import java.util.List;

/** The families that this build has: the one place that names them. */
final class Families {

  static final KnownFamilies ALL =
      new KnownFamilies(
          List.of(
              new AlbefFamily(),
              new Beit3Family(),
              new VlmoFamily(),
              new CocaFamily(), // these before BLIP, which takes a configuration that says nothing
              new ClipFamily(),
              new Blip2Family(),
              new BlipFamily(),
              new EdjeFamily(),
              new ImageBindFamily(),
              new SiglipFamily(),
              new ViltFamily()));

  private Families() {}
}
