package dev.diptych.indexer.internal.captioning;

import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.IndexView;
import dev.diptych.indexer.internal.items.KnownItem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Writes captions of pictures, a few at a time. */
interface CaptionWriter {

  /**
   * What was written of one picture.
   *
   * @param forJudge features as the second stage reads them
   * @param captions in the order they were written; may be none
   */
  record Written(PatchFeatures forJudge, List<String> captions) {

    public Written {
      captions = List.copyOf(captions);
    }
  }

  /**
   * What was written of some pictures.
   *
   * @param pictures by id; of a picture that is missing here nothing was written
   * @param unread how many are missing because they could not be read
   * @param unanswered how many are missing because no usable answer came
   * @param failure why there is no use in going on; empty where there is
   */
  record Batch(
      Map<ItemId, Written> pictures, long unread, long unanswered, Optional<String> failure) {

    public Batch {
      pictures = Map.copyOf(pictures);
    }
  }

  /** {@return whether pictures are read and encoded again for it} */
  boolean encodesAgain();

  /**
   * Writes captions of these pictures.
   *
   * @param stopped asked while waiting whether to give up
   */
  Batch write(IndexView view, List<KnownItem> pictures, BooleanSupplier stopped);
}
