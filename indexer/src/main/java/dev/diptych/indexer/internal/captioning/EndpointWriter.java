package dev.diptych.indexer.internal.captioning;

import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.IndexView;
import dev.diptych.indexer.internal.captioning.EndpointClient.Outcome;
import dev.diptych.indexer.internal.items.KnownItem;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Captions by a vision-language model behind an HTTP endpoint. A picture leaves the machine as a
 * small JPEG of its pixels: without its name, its place and all else that its file says.
 */
final class EndpointWriter implements CaptionWriter {

  /** Pictures in a row without a usable answer, after which the rest is not tried. */
  private static final int HOPELESS = 5;

  private final EndpointClient client;
  private final int count;
  private final PictureSight sight;
  private int unansweredInARow;

  EndpointWriter(EndpointClient client, int count, PictureSight sight) {
    this.client = client;
    this.count = count;
    this.sight = sight;
  }

  @Override
  public boolean encodesAgain() {
    return sight.encodesForJudge();
  }

  @Override
  public Batch write(IndexView view, List<KnownItem> pictures, BooleanSupplier stopped) {
    Map<ItemId, PatchFeatures> judged = sight.forJudge(view, pictures);
    Map<ItemId, CompletableFuture<Outcome>> asked = new LinkedHashMap<>();
    for (KnownItem picture : pictures) {
      if (judged.containsKey(picture.id())) {
        sight
            .toSend(picture)
            .ifPresent(jpeg -> asked.put(picture.id(), client.ask(jpeg, count, stopped)));
      }
    }
    Map<ItemId, Written> written = new HashMap<>();
    long unanswered = 0;
    Optional<String> failure = Optional.empty();
    for (Map.Entry<ItemId, CompletableFuture<Outcome>> each : asked.entrySet()) {
      switch (each.getValue().join()) {
        case Outcome.Captions(List<String> captions) -> {
          unansweredInARow = 0;
          PatchFeatures features = Objects.requireNonNull(judged.get(each.getKey()));
          written.put(each.getKey(), new Written(features, captions));
        }
        case Outcome.Unusable(String reason) -> {
          unanswered++;
          unansweredInARow++;
          if (unansweredInARow >= HOPELESS) {
            failure =
                failure.or(
                    () ->
                        Optional.of(
                            "%s answers in a row were of no use, lastly: %s"
                                .formatted(HOPELESS, reason)));
          }
        }
        case Outcome.Over(String reason) -> failure = failure.or(() -> Optional.of(reason));
      }
    }
    return new Batch(written, (long) pictures.size() - asked.size(), unanswered, failure);
  }
}
