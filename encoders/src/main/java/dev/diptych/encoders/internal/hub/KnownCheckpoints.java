package dev.diptych.encoders.internal.hub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** The published checkpoints that go by a name of their own, and under which licence each is. */
public final class KnownCheckpoints {

  private static final Entry BLIP = new Entry("Salesforce", "BSD-3-Clause, as tagged on the hub");
  private static final Entry BLIP2 = new Entry("Salesforce", "MIT, as tagged on the hub");
  private static final Entry CLIP =
      new Entry("openai", "MIT, as OpenAI's repository of the code says");
  private static final Entry LAION = new Entry("laion", "MIT, as tagged on the hub");
  private static final Entry SIGLIP = new Entry("google", "Apache-2.0, as tagged on the hub");

  private static final SequencedMap<String, Entry> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("blip-itm-base-coco", BLIP);
    KNOWN.put("blip-itm-base-flickr", BLIP);
    KNOWN.put("blip-itm-large-coco", BLIP);
    KNOWN.put("blip-itm-large-flickr", BLIP);
    KNOWN.put("blip-image-captioning-base", BLIP);
    KNOWN.put("blip-image-captioning-large", BLIP);
    KNOWN.put("clip-vit-base-patch32", CLIP);
    KNOWN.put("clip-vit-base-patch16", CLIP);
    KNOWN.put("clip-vit-large-patch14", CLIP);
    KNOWN.put("clip-vit-large-patch14-336", CLIP);
    KNOWN.put("CLIP-ViT-B-32-laion2B-s34B-b79K", LAION);
    KNOWN.put("siglip2-base-patch16-256", SIGLIP);
    KNOWN.put("siglip2-base-patch16-384", SIGLIP);
    KNOWN.put("siglip2-large-patch16-256", SIGLIP);
    KNOWN.put("siglip2-large-patch16-384", SIGLIP);
    KNOWN.put("blip2-itm-vit-g", BLIP2);
    KNOWN.put("blip2-itm-vit-g-coco", BLIP2);
  }

  private static final String EDJE =
      "EDJE cannot be pulled: the repository of its weights, shahafw/edje-vl-image-retrieval-reranker, is not known to hold the tokenizers that an import needs, and no licence was seen with it; ask its authors, fetch the weights by hand, put vocab.txt of google-bert/bert-base-uncased and tokenizer.json of google/siglip2-large-patch16-384 beside them, and run: diptych model import DIR";

  private static final String IMAGE_BIND =
      "ImageBind cannot be pulled: its authors publish one file without a tokenizer, under the licence CC BY-NC-SA 4.0, so not for commercial use; if that suits you, fetch imagebind_huge.pth by hand from where github.com/facebookresearch/ImageBind says, put vocab.json and merges.txt of openai/clip-vit-base-patch32 beside it, and run: diptych model import DIR";

  /** What people look for by name and no repository holds whole, in small letters. */
  private static final Map<String, String> BY_HAND =
      Map.of(
          "edje", EDJE,
          "edje-vl-image-retrieval-reranker", EDJE,
          "imagebind", IMAGE_BIND,
          "imagebind-huge", IMAGE_BIND,
          "imagebind_huge", IMAGE_BIND);

  /** Whose it is, and how it may be used. */
  private record Entry(String owner, String licence) {}

  private KnownCheckpoints() {}

  /** {@return all names, families together} */
  public static List<String> names() {
    return List.copyOf(KNOWN.keySet());
  }

  /** {@return who publishes what goes by a name} */
  static Optional<String> owner(String name) {
    return Optional.ofNullable(KNOWN.get(name)).map(Entry::owner);
  }

  /** {@return why a model cannot be pulled, and how it is imported instead; empty for others} */
  static Optional<String> byHand(String name) {
    return Optional.ofNullable(BY_HAND.get(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * {@return the licence of a known checkpoint and who says so; empty for others}
   *
   * @param id owner and repository, {@code google/siglip2-base-patch16-256}
   */
  public static Optional<String> licence(String id) {
    return KNOWN.entrySet().stream()
        .filter(known -> id.equals(known.getValue().owner() + "/" + known.getKey()))
        .map(known -> known.getValue().licence())
        .findFirst();
  }
}
