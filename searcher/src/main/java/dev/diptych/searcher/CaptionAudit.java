package dev.diptych.searcher;

import dev.diptych.core.Cancellation;
import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CaptionPlan;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextJudge;
import dev.diptych.encoders.TextJudge.Verdict;
import dev.diptych.index.IndexView;
import dev.diptych.searcher.AuditReport.Rejected;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Holds the texts that people gave against their pictures, by ITM. For one use. */
final class CaptionAudit {

  private static final int BATCH = 16;

  /** Captions that are written to find one that fits. */
  private static final CaptionPlan SUGGESTIONS = CaptionPlan.of(3);

  private final Model model;
  private final TextJudge judge;
  private final PictureFeatures features;
  private final AuditRequest request;
  private final List<Rejected> rejected = new ArrayList<>();
  private long pictures;
  private long texts;
  private long unread;

  /**
   * @throws dev.diptych.core.DiptychException INVALID_REQUEST where the model has no ITM
   */
  CaptionAudit(Model model, PictureFeatures features, AuditRequest request) {
    this.model = model;
    this.judge = new TextJudge(model);
    this.features = features;
    this.request = request;
  }

  /**
   * Goes through the index.
   *
   * @param done told how many pictures were looked at
   */
  AuditReport run(IndexView view, Cancellation cancellation, LongConsumer done) {
    List<ItemId> images = new ArrayList<>();
    view.forEach(Modality.IMAGE, image -> images.add(image.id()));
    for (int start = 0; start < images.size(); start += BATCH) {
      cancellation.check();
      int end = Math.min(start + BATCH, images.size());
      audit(view, view.items(images.subList(start, end)));
      done.accept(end);
    }
    rejected.sort(
        Comparator.comparingDouble((Rejected each) -> each.probability().value())
            .thenComparing(each -> each.text().source()));
    return new AuditReport(pictures, texts, unread, rejected);
  }

  private void audit(IndexView view, List<Item> batch) {
    Map<String, List<Item>> all =
        view.textsOf(batch.stream().map(image -> image.source().uri()).toList());
    List<Item> described = batch.stream().filter(image -> !given(all, image).isEmpty()).toList();
    if (described.isEmpty()) {
      return;
    }
    Map<ItemId, PatchFeatures> seen = features.of(view, described, new UnreadCandidates());
    Map<ItemId, Embedding> vectors = view.vectors(described.stream().map(Item::id).toList());
    for (Item image : described) {
      PatchFeatures picture = seen.get(image.id());
      if (picture == null) {
        unread++;
      } else {
        audit(
            view,
            image,
            picture,
            Objects.requireNonNull(vectors.get(image.id())),
            all.getOrDefault(image.source().uri(), List.of()));
      }
    }
  }

  private static List<Item> given(Map<String, List<Item>> all, Item image) {
    return given(all.getOrDefault(image.source().uri(), List.of()));
  }

  private static List<Item> given(List<Item> texts) {
    return texts.stream().filter(text -> GeneratedText.of(text).isEmpty()).toList();
  }

  private void audit(
      IndexView view, Item image, PatchFeatures picture, Embedding vector, List<Item> all) {
    List<Item> given = given(all);
    List<Verdict> verdicts =
        judge.judge(
            picture, vector, given.stream().map(text -> String.valueOf(text.text())).toList());
    pictures++;
    texts += given.size();
    if (verdicts.stream().noneMatch(this::rejects)) {
      return;
    }
    Optional<GeneratedText> better =
        request.suggest() ? better(view, image, picture, vector, all) : Optional.empty();
    for (int i = 0; i < given.size(); i++) {
      if (rejects(verdicts.get(i))) {
        rejected.add(new Rejected(given.get(i), image, verdicts.get(i).probability(), better));
      }
    }
  }

  private boolean rejects(Verdict verdict) {
    return verdict.probability().value() < request.threshold();
  }

  /** A caption that was written and accepted before, else one that is written now. */
  private Optional<GeneratedText> better(
      IndexView view, Item image, PatchFeatures picture, Embedding vector, List<Item> all) {
    Optional<GeneratedText> written =
        all.stream()
            .flatMap(text -> GeneratedText.of(text).stream())
            .max(Comparator.comparingDouble(GeneratedText::probability));
    if (written.isPresent() || view.spec().mergesTokens()) {
      return written; // a decoder reads all tokens
    }
    return model.captioner().flatMap(captioner -> write(captioner, image, picture, vector));
  }

  private Optional<GeneratedText> write(
      Captioner captioner, Item image, PatchFeatures picture, Embedding vector) {
    long seed = Long.parseUnsignedLong(image.contentHash().substring(0, 16), 16);
    List<String> captions =
        captioner.write(List.of(picture), List.of(seed), SUGGESTIONS).getFirst();
    if (captions.isEmpty()) {
      return Optional.empty();
    }
    List<Verdict> verdicts = judge.judge(picture, vector, captions);
    Optional<GeneratedText> best = Optional.empty();
    for (int i = 0; i < captions.size(); i++) {
      double probability = verdicts.get(i).probability().value();
      if (verdicts.get(i).fitsAsWritten()
          && best.filter(other -> other.probability() >= probability).isEmpty()) {
        best =
            Optional.of(new GeneratedText(captions.get(i), model.reranker().name(), probability));
      }
    }
    return best;
  }
}
