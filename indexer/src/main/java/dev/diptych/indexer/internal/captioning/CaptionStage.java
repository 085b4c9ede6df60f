package dev.diptych.indexer.internal.captioning;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.core.Provenance;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextJudge;
import dev.diptych.encoders.TextJudge.Verdict;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.indexer.Captioning;
import dev.diptych.indexer.GeneratedCounts;
import dev.diptych.indexer.internal.captioning.PictureSight.Seen;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.items.NewCaption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Captioning and filtering of BLIP (section 3.3, CapFilt) as a stage of a run: a model writes
 * captions of each picture that has none of it, ITM keeps those that it finds to fit, and those
 * that repeat another caption of the picture are dropped. What is kept of a picture is written in
 * one step, so a stopped run goes on with the next picture.
 */
public final class CaptionStage {

  /** Pictures whose captions are written side by side. */
  private static final int BATCH = 8;

  private final Captioning captioning;
  private final Captioner captioner;
  private final TextJudge judge;
  private final PictureSight sight;
  private final KnownItems known;
  private final ItemStore store;

  /**
   * A stage to come.
   *
   * @param model the index's, with ITM
   * @param limits how large a picture may be, where it is to be read again
   */
  public CaptionStage(
      Captioning captioning,
      Model model,
      IndexSpec index,
      ImageLimits limits,
      KnownItems known,
      ItemStore store) {
    this.captioning = captioning;
    this.captioner = captioning.captioner().captioner().orElseThrow();
    this.judge = new TextJudge(model);
    this.sight = new PictureSight(index, model, captioning, limits);
    this.known = known;
    this.store = store;
  }

  /** {@return the pictures without captions of this model, each with its copies, by source} */
  public List<List<KnownItem>> due() {
    Map<String, List<KnownItem>> byContent = new LinkedHashMap<>();
    known.all().stream()
        .filter(item -> item.modality() == Modality.IMAGE)
        .sorted(Comparator.comparing(KnownItem::source))
        .forEach(
            item ->
                byContent.computeIfAbsent(item.contentHash(), hash -> new ArrayList<>()).add(item));
    return byContent.values().stream()
        .filter(copies -> copies.stream().noneMatch(this::isDone))
        .toList();
  }

  private boolean isDone(KnownItem picture) {
    return picture
        .captioned()
        .filter(by -> by.captioner().equals(captioning.mark().captioner()))
        .filter(by -> by.count() >= captioning.mark().count())
        .isPresent();
  }

  /**
   * Writes captions of these pictures.
   *
   * @param stopped asked between batches
   * @param done told how many pictures are done
   */
  public GeneratedCounts run(
      List<List<KnownItem>> due, BooleanSupplier stopped, LongConsumer done) {
    if (due.isEmpty()) {
      return GeneratedCounts.NONE;
    }
    GeneratedCounts counts = new GeneratedCounts(0, 0, 0, 0, 0, sight.encodesAgain());
    try (IndexView view = store.committed()) {
      for (int start = 0; start < due.size() && !stopped.getAsBoolean(); start += BATCH) {
        List<List<KnownItem>> batch = due.subList(start, Math.min(start + BATCH, due.size()));
        counts = counts.plus(write(view, batch));
        store.commitIfDue();
        done.accept(start + batch.size());
      }
    }
    return counts;
  }

  private GeneratedCounts write(IndexView view, List<List<KnownItem>> batch) {
    Map<ItemId, Seen> seen = sight.of(view, batch.stream().map(List::getFirst).toList());
    List<List<KnownItem>> readable =
        batch.stream().filter(copies -> seen.containsKey(copies.getFirst().id())).toList();
    GeneratedCounts counts =
        new GeneratedCounts(readable.size(), 0, 0, 0, batch.size() - readable.size(), false);
    if (readable.isEmpty()) {
      return counts;
    }
    List<Seen> sights =
        readable.stream()
            .map(copies -> Objects.requireNonNull(seen.get(copies.getFirst().id())))
            .toList();
    List<List<String>> written =
        captioner.write(
            sights.stream().map(Seen::forCaptioner).toList(),
            readable.stream().map(copies -> seed(copies.getFirst())).toList(),
            captioning.plan());
    Map<String, List<Item>> texts =
        view.textsOf(
            readable.stream().flatMap(List::stream).map(KnownItem::source).distinct().toList());
    Map<ItemId, Embedding> vectors =
        view.vectors(readable.stream().map(copies -> copies.getFirst().id()).toList());
    for (int i = 0; i < readable.size(); i++) {
      List<KnownItem> copies = readable.get(i);
      Sifted sifted =
          sift(
              sights.get(i).forJudge(),
              Objects.requireNonNull(vectors.get(copies.getFirst().id())),
              written.get(i),
              given(copies, texts));
      store.putCaptions(copies, captioning.mark(), captioning.bundle().name(), sifted.kept());
      counts =
          counts.plus(
              new GeneratedCounts(
                  0, sifted.kept().size(), sifted.rejected(), sifted.alike(), 0, false));
    }
    return counts;
  }

  /** Sampling is decided by the picture's bytes alone, so that a run can be repeated. */
  private static long seed(KnownItem picture) {
    return Long.parseUnsignedLong(picture.contentHash().substring(0, 16), 16);
  }

  /** {@return what the picture's captions say that no model wrote} */
  private static List<Wording> given(List<KnownItem> copies, Map<String, List<Item>> texts) {
    return copies.stream()
        .flatMap(copy -> texts.getOrDefault(copy.source(), List.of()).stream())
        .filter(text -> !(text.facts().provenance() instanceof Provenance.Generated))
        .flatMap(text -> Stream.ofNullable(text.text()))
        .map(Wording::of)
        .toList();
  }

  /**
   * What is left of the captions of one picture.
   *
   * @param kept in the order they were written
   */
  private record Sifted(List<NewCaption> kept, long rejected, long alike) {}

  private Sifted sift(
      PatchFeatures picture, Embedding vector, List<String> captions, List<Wording> given) {
    List<String> distinct = captions.stream().filter(text -> !text.isBlank()).distinct().toList();
    long alike = (long) captions.size() - distinct.size();
    if (distinct.isEmpty()) {
      return new Sifted(List.of(), 0, alike);
    }
    List<Verdict> verdicts = judge.judge(picture, vector, distinct);
    List<NewCaption> kept = new ArrayList<>();
    List<Wording> said = new ArrayList<>(given);
    long rejected = 0;
    for (int i = 0; i < distinct.size(); i++) {
      Verdict verdict = verdicts.get(i);
      Wording wording = Wording.of(distinct.get(i));
      if (!verdict.fitsAsWritten()) {
        rejected++;
      } else if (said.stream().anyMatch(wording::isLike)) {
        alike++;
      } else {
        said.add(wording);
        kept.add(new NewCaption(distinct.get(i), verdict.probability().value(), verdict.vector()));
      }
    }
    return new Sifted(kept, rejected, alike);
  }
}
