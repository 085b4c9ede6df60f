package dev.diptych.indexer.internal.captioning;

import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.core.Source;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.Thumbnails;
import dev.diptych.encoders.TokenBudget;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.indexer.Captioning;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.picture.IndexedPicture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What captioner and judge look at of pictures: the patch features that the index keeps, where
 * these are what they read; else the picture's file is read, and encoded again.
 */
final class PictureSight {

  private static final int LONGEST_SENT = 1024;

  private final IndexSpec index;
  private final ImageLimits limits;
  private final ItemStore store;
  private final ImageEncoder own;
  private final ImageEncoder captioners;
  private final boolean oneTower;

  /**
   * One picture.
   *
   * @param forCaptioner features of the captioner's vision tower, all tokens
   * @param forJudge features as the second stage reads them
   */
  record Seen(PatchFeatures forCaptioner, PatchFeatures forJudge) {}

  PictureSight(
      IndexSpec index, Model model, Captioning captioning, ImageLimits limits, ItemStore store) {
    this.index = index;
    this.limits = limits;
    this.store = store;
    this.own = model.imageEncoder();
    switch (captioning) {
      case Captioning.ByModel by -> {
        this.captioners = by.captioner().imageEncoder();
        this.oneTower = by.bundle().fingerprint().equals(model.reranker().fingerprint());
      }
      case Captioning.ByEndpoint _ -> {
        this.captioners = own;
        this.oneTower = true;
      }
    }
  }

  private boolean keepsFeatures() {
    return index.features() != FeatureFormat.NONE;
  }

  /**
   * {@return whether pictures are read from their files and encoded, which costs as indexing does}
   */
  boolean encodesAgain() {
    return !keepsFeatures() || index.mergesTokens() || !oneTower;
  }

  /** {@return whether they are so for the judge alone} */
  boolean encodesForJudge() {
    return !keepsFeatures();
  }

  /** {@return what the judge looks at of these pictures, leaving out those that cannot be read} */
  Map<ItemId, PatchFeatures> forJudge(IndexView view, List<KnownItem> pictures) {
    return keepsFeatures()
        ? view.features(pictures.stream().map(KnownItem::id).toList()).found()
        : withinBudget(encoded(own, pictures));
  }

  /**
   * {@return a JPEG of a picture's pixels alone, at most 1024 on a side; of a picture of the web
   * its thumbnail; empty where it cannot be read}
   */
  Optional<byte[]> toSend(KnownItem picture) {
    return new Source(picture.source()).address().isPresent()
        ? store.thumbnail(picture.contentHash())
        : decoded(picture, image -> Thumbnails.thumbnailJpeg(image, LONGEST_SENT));
  }

  /** {@return these pictures, leaving out those that cannot be read} */
  Map<ItemId, Seen> of(IndexView view, List<KnownItem> pictures) {
    Map<ItemId, PatchFeatures> kept =
        keepsFeatures()
            ? view.features(pictures.stream().map(KnownItem::id).toList()).found()
            : Map.of();
    if (!encodesAgain()) {
      Map<ItemId, Seen> seen = new HashMap<>();
      kept.forEach((id, features) -> seen.put(id, new Seen(features, features)));
      return seen;
    }
    ImageEncoder captioner = oneTower ? own : captioners;
    Map<ItemId, PatchFeatures> written = encoded(captioner, pictures);
    Map<ItemId, PatchFeatures> judged =
        keepsFeatures() ? kept : withinBudget(oneTower ? written : encoded(own, pictures));
    Map<ItemId, Seen> seen = new HashMap<>();
    written.forEach(
        (id, features) -> {
          PatchFeatures judge = judged.get(id);
          if (judge != null) {
            seen.put(id, new Seen(features, judge));
          }
        });
    return seen;
  }

  private Map<ItemId, PatchFeatures> withinBudget(Map<ItemId, PatchFeatures> all) {
    if (!index.mergesTokens()) {
      return all;
    }
    TokenBudget budget = new TokenBudget(index.tokens());
    Map<ItemId, PatchFeatures> merged = new HashMap<>();
    all.forEach((id, features) -> merged.put(id, budget.apply(features)));
    return merged;
  }

  private Map<ItemId, PatchFeatures> encoded(ImageEncoder encoder, List<KnownItem> pictures) {
    List<ItemId> ids = new ArrayList<>();
    List<PixelValues> pixels = new ArrayList<>();
    for (KnownItem picture : pictures) {
      read(encoder, picture)
          .ifPresent(
              values -> {
                ids.add(picture.id());
                pixels.add(values);
              });
    }
    Map<ItemId, PatchFeatures> encoded = new HashMap<>();
    if (!pixels.isEmpty()) {
      List<PatchFeatures> features = encoder.features(pixels);
      for (int i = 0; i < ids.size(); i++) {
        encoded.put(ids.get(i), features.get(i));
      }
    }
    return encoded;
  }

  private Optional<PixelValues> read(ImageEncoder encoder, KnownItem picture) {
    return decoded(picture, encoder::preprocess);
  }

  private <T> Optional<T> decoded(KnownItem picture, Function<RgbImage, T> use) {
    return IndexedPicture.read(picture, limits, image -> use.apply(image.pixels()));
  }
}
