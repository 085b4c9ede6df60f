package dev.diptych.benchmarks.families;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The layouts that are measured. Stateless. */
final class Families {

  /** First stage of the stack that BLIP reranks. */
  static final String SIGLIP = "SigLIP 2 base/256";

  /** Both stages of one model: SigLIP 2 large below it. */
  static final String EDJE = "SigLIP 2 large/384 + EDJE";

  /** Chooses other families than the usual ones. */
  private static final String CHOICE = "DIPTYCH_BENCH_FAMILIES";

  private static final String ALL = "all";
  private static final String BLIP2 = "BLIP-2 ViT-g/224";
  private static final String IMAGE_BIND = "ImageBind huge";

  /** More than a billion weights of a picture, or nearly so: left out unless they are named. */
  private static final Set<String> LARGEST = Set.of(BLIP2, IMAGE_BIND);

  private Families() {}

  /** {@return what a run measures by itself, or what the environment names} */
  static List<Layout> chosen() {
    String chosen = System.getenv().getOrDefault(CHOICE, "");
    if (chosen.equals(ALL)) {
      return published();
    }
    List<String> names = List.of(chosen.toLowerCase(Locale.ROOT).split(",", -1));
    return published().stream()
        .filter(
            layout ->
                chosen.isEmpty()
                    ? !LARGEST.contains(layout.name())
                    : names.contains(layout.folderName()))
        .toList();
  }

  /** {@return every family at a size that its authors published} */
  static List<Layout> published() {
    Sizes clipText = new Sizes(512, 2048, 12, 8);
    return List.of(
        TwoTowerLayouts.siglip(SIGLIP, Sizes.BASE, 256, 16, Vocabulary.GEMMA),
        PairLayouts.edje(
            EDJE, Sizes.LARGE, new Sizes(384, 1536, 12, 12), 384, 16, 8192, 64, Vocabulary.GEMMA),
        TwoTowerLayouts.clip("CLIP ViT-B/32", Sizes.BASE, clipText, 224, 32, 512),
        TwoTowerLayouts.clip("CLIP ViT-L/14", Sizes.LARGE, Sizes.BASE, 224, 14, 768),
        TwoTowerLayouts.siglip("SigLIP 2 large/256", Sizes.LARGE, 256, 16, Vocabulary.GEMMA),
        TwoTowerLayouts.coca("CoCa ViT-B/32", Sizes.BASE, clipText, 224, 32),
        TwoTowerLayouts.beit3("BEiT-3 base/384", Sizes.BASE, 384, 16),
        TwoTowerLayouts.vlmo("VLMo base/384", Sizes.BASE, 384, 16, 10, false),
        TwoTowerLayouts.vlmo("VLMo base/224 with pairs", Sizes.BASE, 224, 16, 10, true),
        TwoTowerLayouts.imageBind(
            IMAGE_BIND, new Sizes(1280, 5120, 32, 16), Sizes.LARGE, 224, 14, 1024),
        PairLayouts.albef("ALBEF base/384", Sizes.BASE, Sizes.BASE, 384, 16),
        PairLayouts.vilt("ViLT B/32", Sizes.BASE, 384, 32),
        PairLayouts.blip2(BLIP2, new Sizes(1408, 6144, 39, 16), Sizes.BASE, 224, 14));
  }

  /** {@return every family at a size that means nothing, under the same names} */
  static List<Layout> tiny() {
    Sizes tiny = Sizes.TINY;
    return Stream.of(
            TwoTowerLayouts.clip("CLIP ViT-B/32", tiny, tiny, 32, 8, 32),
            TwoTowerLayouts.siglip(SIGLIP, tiny, 32, 8, Vocabulary.SMALL_GEMMA),
            TwoTowerLayouts.coca("CoCa ViT-B/32", tiny, tiny, 32, 8),
            TwoTowerLayouts.beit3("BEiT-3 base/384", tiny, 32, 8),
            TwoTowerLayouts.vlmo("VLMo base/384", tiny, 32, 8, 1, false),
            TwoTowerLayouts.vlmo("VLMo base/224 with pairs", tiny, 32, 8, 1, true),
            TwoTowerLayouts.imageBind(IMAGE_BIND, tiny, tiny, 32, 8, 32),
            PairLayouts.albef("ALBEF base/384", tiny, tiny, 32, 8),
            PairLayouts.edje(EDJE, tiny, tiny, 32, 8, 128, 6, Vocabulary.SMALL_GEMMA),
            PairLayouts.vilt("ViLT B/32", tiny, 32, 8),
            PairLayouts.blip2(BLIP2, tiny, tiny, 32, 8))
        .toList();
  }
}
