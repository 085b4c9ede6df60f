package dev.diptych.indexer.internal.captioning;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.core.Provenance;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextJudge;
import dev.diptych.encoders.TextJudge.Verdict;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.indexer.Captioning;
import dev.diptych.indexer.GeneratedCounts;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.items.NewCaption;
import java.util.ArrayList;
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
    this.judge = new TextJudge(model);
    this.sight = new PictureSight(index, model, captioning, limits, store);
    this.known = known;
    this.store = store;
  }

  /** {@return the pictures without captions of this model, each with its copies, by source} */
  public List<List<KnownItem>> due() {
    return known.pictures().stream()
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
   * Writes captions of these pictures, as many as the budget allows.
   *
   * @param stopped asked between batches
   * @param done told how many pictures are done
   */
  public GeneratedCounts run(
      List<List<KnownItem>> due, BooleanSupplier stopped, LongConsumer done) {
    if (due.isEmpty()) {
      return GeneratedCounts.NONE;
    }
    return switch (captioning) {
      case Captioning.ByModel by -> run(new DecoderWriter(by, sight), due, stopped, done);
      case Captioning.ByEndpoint by -> {
        try (EndpointClient client =
            new EndpointClient(by.endpoint(), EndpointClient.Patience.USUAL)) {
          yield run(new EndpointWriter(client, by.count(), sight), due, stopped, done);
        }
      }
    };
  }

  private GeneratedCounts run(
      CaptionWriter writer, List<List<KnownItem>> due, BooleanSupplier stopped, LongConsumer done) {
    GeneratedCounts counts = GeneratedCounts.NONE.withEncodedAgain(writer.encodesAgain());
    int most = (int) Math.min(due.size(), captioning.budget().pictures());
    long begin = System.nanoTime();
    try (IndexView view = store.committed()) {
      for (int start = 0; start < most && mayGoOn(counts, begin, stopped); start += BATCH) {
        List<List<KnownItem>> batch = due.subList(start, Math.min(start + BATCH, most));
        counts = counts.plus(write(writer, view, batch, stopped));
        store.commitIfDue();
        done.accept(start + batch.size());
      }
    }
    return stopped.getAsBoolean() ? counts.withFailure("") : counts.withLeft(due.size());
  }

  private boolean mayGoOn(GeneratedCounts counts, long begin, BooleanSupplier stopped) {
    boolean timeLeft = System.nanoTime() - begin <= captioning.budget().time().toNanos();
    return counts.failure().isEmpty() && timeLeft && !stopped.getAsBoolean();
  }

  private GeneratedCounts write(
      CaptionWriter writer, IndexView view, List<List<KnownItem>> batch, BooleanSupplier stopped) {
    CaptionWriter.Batch written =
        writer.write(view, batch.stream().map(List::getFirst).toList(), stopped);
    List<List<KnownItem>> done =
        batch.stream()
            .filter(copies -> written.pictures().containsKey(copies.getFirst().id()))
            .toList();
    GeneratedCounts counts =
        GeneratedCounts.written(done.size(), 0, 0, 0)
            .without(written.unread(), written.unanswered())
            .withFailure(written.failure().orElse(""));
    if (done.isEmpty()) {
      return counts;
    }
    Map<String, List<Item>> texts =
        view.textsOf(
            done.stream().flatMap(List::stream).map(KnownItem::source).distinct().toList());
    Map<ItemId, Embedding> vectors =
        view.vectors(done.stream().map(copies -> copies.getFirst().id()).toList());
    for (List<KnownItem> copies : done) {
      ItemId id = copies.getFirst().id();
      CaptionWriter.Written picture = Objects.requireNonNull(written.pictures().get(id));
      Sifted sifted =
          sift(
              picture.forJudge(),
              Objects.requireNonNull(vectors.get(id)),
              picture.captions(),
              given(copies, texts));
      store.putCaptions(copies, captioning.mark(), captioning.name(), sifted.kept());
      counts =
          counts.plus(
              GeneratedCounts.written(0, sifted.kept().size(), sifted.rejected(), sifted.alike()));
    }
    return counts;
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
