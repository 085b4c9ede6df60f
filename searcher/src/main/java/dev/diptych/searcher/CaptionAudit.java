package dev.diptych.searcher;

import dev.diptych.core.Cancellation;
import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextJudge;
import dev.diptych.encoders.TextJudge.Verdict;
import dev.diptych.index.IndexView;
import dev.diptych.searcher.AuditFindings.Counts;
import dev.diptych.searcher.AuditFindings.Finding;
import dev.diptych.searcher.AuditReport.Rejected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the texts that people gave against their pictures, by ITM. What was found of a commit is
 * kept until another is asked about: an audit whose time ended is carried on by the next one, and
 * further pages cost nothing but their suggestions. Thread-safe; one audit looks at pictures, the
 * others wait for what comes of it.
 */
final class CaptionAudit {

  private static final int BATCH = 16;

  /** Rejected texts up to here are always kept, so that a lower threshold looks at nothing anew. */
  private static final double KEPT = 0.5;

  /** How often one that waits looks whether it is still to. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Model model;
  private final PictureFeatures features;
  private final LongSupplier nanoClock;
  private final ReentrantLock looking = new ReentrantLock();

  private volatile @Nullable AuditFindings known;

  /**
   * @param nanoClock the time, for budgets
   */
  CaptionAudit(Model model, PictureFeatures features, LongSupplier nanoClock) {
    this.model = model;
    this.features = features;
    this.nanoClock = nanoClock;
  }

  /**
   * Goes through the index, from where the audit before has come to, for as long as the budget
   * allows, but at least some pictures, so that asking again comes to an end.
   *
   * @param done told how many pictures were looked at
   * @throws DiptychException INVALID_REQUEST where the model has no ITM
   */
  AuditReport run(
      AuditRequest request, IndexView view, Cancellation cancellation, LongConsumer done) {
    Step step = new Step(request, view, cancellation, new TextJudge(model));
    if (!step.getsTurn()) {
      return step.report(Optional.ofNullable(known), false);
    }
    try {
      AuditFindings findings = step.beginning();
      known = findings;
      while (!findings.complete() && !step.isOver()) {
        cancellation.check();
        step.look(findings);
        done.accept(findings.looked());
      }
      boolean suggested = !request.suggest() || step.suggest(findings);
      return step.report(Optional.of(findings), suggested);
    } finally {
      looking.unlock();
    }
  }

  /** One call. */
  private final class Step {

    private final AuditRequest request;
    private final IndexView view;
    private final Cancellation cancellation;
    private final TextJudge judge;
    private final long start = nanoClock.getAsLong();
    private boolean worked;

    Step(AuditRequest request, IndexView view, Cancellation cancellation, TextJudge judge) {
      this.request = request;
      this.view = view;
      this.cancellation = cancellation;
      this.judge = judge;
    }

    private long nanosLeft() {
      return request
          .budget()
          .map(allowed -> TimeUnit.NANOSECONDS.convert(allowed) - (nanoClock.getAsLong() - start))
          .orElse(Long.MAX_VALUE);
    }

    /** Whether time has ended; never before something was done. */
    boolean isOver() {
      return worked && nanosLeft() <= 0;
    }

    boolean getsTurn() {
      try {
        while (!looking.tryLock(Math.clamp(nanosLeft(), 0, LOOK_NANOS), TimeUnit.NANOSECONDS)) {
          cancellation.check();
          if (nanosLeft() <= 0) {
            return false;
          }
        }
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    /** What was found before, or nothing where the commit is another one. */
    AuditFindings beginning() {
      AuditFindings before = known;
      if (before != null && before.answers(view.commit(), request.threshold())) {
        return before;
      }
      List<ItemId> images = new ArrayList<>();
      view.forEach(Modality.IMAGE, image -> images.add(image.id()));
      return new AuditFindings(
          view.commit(), Math.max(KEPT, request.threshold()), images.stream().sorted().toList());
    }

    /** Holds the texts of some more pictures against them. */
    void look(AuditFindings findings) {
      worked = true;
      List<ItemId> ids = findings.next(BATCH);
      List<Item> batch = view.items(ids);
      Map<String, List<Item>> all =
          view.textsOf(batch.stream().map(image -> image.source().uri()).toList());
      List<Item> described = batch.stream().filter(image -> !given(all, image).isEmpty()).toList();
      List<Finding> rejected = new ArrayList<>();
      Counts counts = new Counts(0, 0, 0);
      if (!described.isEmpty()) {
        Map<ItemId, PatchFeatures> seen = features.of(view, described, new UnreadCandidates());
        Map<ItemId, Embedding> vectors = view.vectors(described.stream().map(Item::id).toList());
        for (Item image : described) {
          PatchFeatures picture = seen.get(image.id());
          Embedding vector = Objects.requireNonNull(vectors.get(image.id()));
          counts =
              counts.plus(
                  picture == null
                      ? new Counts(0, 0, 1)
                      : judge(image, picture, vector, given(all, image), findings, rejected));
        }
      }
      findings.add(ids.size(), counts, rejected);
    }

    private static List<Item> given(Map<String, List<Item>> all, Item image) {
      return all.getOrDefault(image.source().uri(), List.of()).stream()
          .filter(text -> GeneratedText.of(text).isEmpty())
          .toList();
    }

    private Counts judge(
        Item image,
        PatchFeatures picture,
        Embedding vector,
        List<Item> texts,
        AuditFindings findings,
        List<Finding> rejected) {
      List<Verdict> verdicts =
          judge.judge(
              picture, vector, texts.stream().map(text -> String.valueOf(text.text())).toList());
      for (int i = 0; i < verdicts.size(); i++) {
        Verdict verdict = verdicts.get(i);
        if (verdict.probability().value() < findings.threshold()) {
          Item text = texts.get(i);
          rejected.add(
              new Finding(text.id(), image.id(), text.source().uri(), verdict.probability()));
        }
      }
      return new Counts(1, texts.size(), 0);
    }

    private List<Finding> page(AuditFindings findings) {
      return findings.below(request.threshold()).stream()
          .skip(request.offset())
          .limit(request.limit())
          .toList();
    }

    /** Looks for captions that would fit the pictures of the page; whether it came to the end. */
    boolean suggest(AuditFindings findings) {
      BetterCaption better = new BetterCaption(model, judge, features);
      Map<ItemId, Optional<GeneratedText>> before = findings.better();
      List<ItemId> missing =
          page(findings).stream()
              .map(Finding::image)
              .distinct()
              .filter(image -> !before.containsKey(image))
              .toList();
      for (ItemId image : missing) {
        cancellation.check();
        if (isOver()) {
          return false;
        }
        worked = true;
        Optional<GeneratedText> caption =
            view.items(List.of(image)).stream().findFirst().flatMap(item -> better.of(view, item));
        findings.fits(image, caption);
      }
      return true;
    }

    /** What is known of the commit that is asked about. */
    AuditReport report(Optional<AuditFindings> found, boolean suggested) {
      Optional<AuditFindings> usable =
          found.filter(each -> each.answers(view.commit(), request.threshold()));
      if (usable.isEmpty()) {
        int images = view.count(Modality.IMAGE);
        return new AuditReport(images, 0, 0, 0, 0, true, 0, List.of());
      }
      AuditFindings findings = usable.get();
      Counts counts = findings.counts();
      List<Finding> page = page(findings);
      return new AuditReport(
          findings.images(),
          findings.looked(),
          counts.pictures(),
          counts.texts(),
          counts.unread(),
          !findings.complete() || !suggested,
          findings.below(request.threshold()).size(),
          rejected(page, request.suggest() ? findings.better() : Map.of()));
    }

    private List<Rejected> rejected(
        List<Finding> page, Map<ItemId, Optional<GeneratedText>> better) {
      Map<ItemId, Item> items = new HashMap<>();
      List<ItemId> ids =
          page.stream()
              .flatMap(finding -> Stream.of(finding.text(), finding.image()))
              .distinct()
              .collect(Collectors.toList());
      view.items(ids).forEach(item -> items.put(item.id(), item));
      List<Rejected> rejected = new ArrayList<>();
      for (Finding finding : page) {
        Item text = items.get(finding.text());
        Item image = items.get(finding.image());
        if (text != null && image != null) {
          rejected.add(
              new Rejected(
                  text,
                  image,
                  finding.probability(),
                  better.getOrDefault(finding.image(), Optional.empty())));
        }
      }
      return rejected;
    }
  }
}
