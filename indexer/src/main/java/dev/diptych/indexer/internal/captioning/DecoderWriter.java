package dev.diptych.indexer.internal.captioning;

import dev.diptych.core.ItemId;
import dev.diptych.encoders.Captioner;
import dev.diptych.index.IndexView;
import dev.diptych.indexer.Captioning;
import dev.diptych.indexer.internal.captioning.PictureSight.Seen;
import dev.diptych.indexer.internal.items.KnownItem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Captions by a decoder of this program. */
final class DecoderWriter implements CaptionWriter {

  private final Captioning.ByModel captioning;
  private final Captioner captioner;
  private final PictureSight sight;

  DecoderWriter(Captioning.ByModel captioning, PictureSight sight) {
    this.captioning = captioning;
    this.captioner = captioning.captioner().captioner().orElseThrow();
    this.sight = sight;
  }

  @Override
  public boolean encodesAgain() {
    return sight.encodesAgain();
  }

  @Override
  public Batch write(IndexView view, List<KnownItem> pictures, BooleanSupplier stopped) {
    Map<ItemId, Seen> seen = sight.of(view, pictures);
    List<KnownItem> readable =
        pictures.stream().filter(picture -> seen.containsKey(picture.id())).toList();
    if (readable.isEmpty()) {
      return new Batch(Map.of(), pictures.size(), 0, Optional.empty());
    }
    List<Seen> sights =
        readable.stream().map(picture -> Objects.requireNonNull(seen.get(picture.id()))).toList();
    List<List<String>> captions =
        captioner.write(
            sights.stream().map(Seen::forCaptioner).toList(),
            readable.stream().map(DecoderWriter::seed).toList(),
            captioning.plan());
    Map<ItemId, Written> written = new HashMap<>();
    for (int i = 0; i < readable.size(); i++) {
      written.put(readable.get(i).id(), new Written(sights.get(i).forJudge(), captions.get(i)));
    }
    return new Batch(written, (long) pictures.size() - readable.size(), 0, Optional.empty());
  }

  /** Sampling is decided by the picture's bytes alone, so that a run can be repeated. */
  private static long seed(KnownItem picture) {
    return Long.parseUnsignedLong(picture.contentHash().substring(0, 16), 16);
  }
}
