package dev.diptych.indexer;

import dev.diptych.core.Modality;
import dev.diptych.core.Source;
import dev.diptych.indexer.internal.crawl.Crawl;
import dev.diptych.indexer.internal.crawl.LeftOut;
import dev.diptych.indexer.internal.crawl.Scope;
import dev.diptych.indexer.internal.crawl.SourceUri;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import dev.diptych.indexer.internal.plan.SourcePlan;
import dev.diptych.indexer.internal.presence.Doubt;
import dev.diptych.indexer.internal.presence.Presence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run: removes the items whose file or row is gone, and keeps those of which that is
 * not certain. For one use.
 */
final class Removal {

  /*
   * What goes: items in scope that were not met, because their file is gone or no longer has such an
   * entry; and items whose file was met and holds nothing usable any more. A file that is there but
   * was not met (hidden, in a folder that cannot be listed) keeps its items, unless it was met under
   * another name. What the user's patterns leave out, and what lies in folders of systems, goes
   * without a question, with the texts of such pictures: that is no loss but a wish.
   *
   * What is kept all the same: items below a folder that may be a mount point without its disk, items
   * of a caption file that holds no entries any more, items behind a link that leads out of the named
   * folders and is not followed in this run, and all that would go below a named path when
   * that is the greater part of it. Each such case is a question to the user.
   *
   * Order: first the verdict on each file, then the look at the folders above it. A disk that goes
   * away in between raises doubts; one that goes away later does not matter any more.
   */

  /** Of so many items or fewer all may go unasked. */
  static final int FEW = 20;

  private static final String BEHIND_LINK =
      "it is a link that leads out of the named folders, and is not followed";

  private final boolean confirmed;
  private final SourcePlan plan;
  private final Crawl crawl;
  private final KnownItems known;
  private final Presence presence;
  private final BooleanSupplier stopped;
  private final Map<String, Integer> heldBelow = new HashMap<>();
  private final List<Candidate> certain = new ArrayList<>();
  private final List<Candidate> vanished = new ArrayList<>();
  private final List<String> momentary = new ArrayList<>();
  private final Map<Candidate, Doubt> doubts = new HashMap<>();

  /**
   * A removal to come; made before the first change, since it counts the items that there are.
   *
   * @param confirmed whether the user has answered the questions beforehand: what is gone may go
   */
  Removal(
      boolean confirmed,
      SourcePlan plan,
      Crawl crawl,
      KnownItems known,
      Presence presence,
      BooleanSupplier stopped) {
    this.confirmed = confirmed;
    this.plan = plan;
    this.crawl = crawl;
    this.known = known;
    this.presence = presence;
    this.stopped = stopped;
    for (KnownItem item : known.all()) {
      if (isCleared(item) || isBehindLink(item.source())) {
        continue; // not of what the rest is compared with
      }
      for (String root : crawl.scope().rootsOf(item.source())) {
        heldBelow.merge(root, 1, Integer::sum);
      }
    }
  }

  /**
   * An item that would go.
   *
   * @param source its source
   * @param modality what it is
   * @param met whether the run has accounted for its source already
   * @param leftOut why it is left out now, null where it is not
   */
  private record Candidate(
      String source, Modality modality, boolean met, @Nullable String leftOut) {}

  /**
   * Looks at all that is missing, and changes nothing yet; true when it is done. Asks the file
   * system, so it may hang.
   */
  boolean judge() {
    collect();
    doubts.putAll(doubts(vanished));
    return true;
  }

  /**
   * Removes what was judged, and settles what the run has not met.
   *
   * @return sources of the items that were kept
   */
  List<String> run(ItemStore store, Accounts accounts) {
    for (String source : momentary) {
      accounts.skip(
          source,
          SourceKind.IMAGE,
          SkipGroup.OTHER,
          "",
          "it was not there for a moment; the next run looks at it");
    }
    List<String> kept = new ArrayList<>();
    Map<Doubt, Long> questions = new LinkedHashMap<>();
    for (Candidate candidate : vanished) {
      Doubt doubt = doubts.get(candidate);
      if (doubt == null || (confirmed && doubt.answerable())) {
        certain.add(candidate);
      } else {
        kept.add(candidate.source());
        questions.merge(doubt, 1L, Long::sum);
        keep(candidate, doubt, accounts);
      }
    }
    for (Candidate candidate : certain) {
      store.remove(candidate.source());
      if (!candidate.met()) {
        accounts.settle(
            candidate.source(),
            SourceKind.of(candidate.modality()),
            Outcome.REMOVED,
            candidate.leftOut());
      }
      if (candidate.leftOut() != null) {
        accounts.leaveIndex();
      }
      store.commitIfDue();
    }
    questions.forEach((doubt, items) -> accounts.ask(question(doubt, items)));
    return kept;
  }

  private void collect() {
    Scope repeated = crawl.repeated();
    for (String source : known.unseen()) {
      KnownItem item = known.at(source);
      Modality modality = item == null ? known.emptied(source) : item.modality();
      if (modality == null || stopped.getAsBoolean()) {
        continue;
      }
      Candidate candidate = new Candidate(source, modality, false, cleared(item, source));
      if (candidate.leftOut() != null) {
        certain.add(candidate);
      } else if (item == null || repeated.covers(source)) {
        certain.add(candidate); // it is lost already, or has another item
      } else if (!plan.isFound(source)) {
        if (presence.isMissing(source) || isBehindLink(source)) {
          vanished.add(candidate);
        }
      } else if (modality == Modality.TEXT || new Source(source).isWithinFile()) {
        if (!plan.isUnreadable(source)) {
          vanished.add(candidate);
        }
      } else if (presence.isMissing(source)) {
        vanished.add(candidate);
      } else {
        momentary.add(source);
      }
    }
    for (String source : known.leaving()) {
      KnownItem item = known.at(source);
      if (item != null && !known.isUnseen(source)) {
        String leftOut = cleared(item, source);
        (leftOut == null ? vanished : certain)
            .add(new Candidate(source, item.modality(), true, leftOut));
      }
    }
  }

  /** {@return why the index shall hold an item no more, null where it may} */
  private @Nullable String cleared(@Nullable KnownItem item, String source) {
    String image = item == null ? null : item.imageSource();
    return Stream.of(source, image == null ? source : image)
        .filter(file -> !plan.isFound(file)) // a caption may have brought it along
        .flatMap(file -> crawl.leftOut(file).stream())
        .filter(leftOut -> leftOut.cause().clears())
        .map(LeftOut::reason)
        .findFirst()
        .orElse(null);
  }

  private boolean isCleared(KnownItem item) {
    return cleared(item, item.source()) != null;
  }

  private boolean isBehindLink(String source) {
    return crawl.leftOut(source).filter(it -> it.cause() == LeftOut.Cause.LINK_OUT).isPresent();
  }

  private Map<Candidate, Doubt> doubts(List<Candidate> vanished) {
    Map<String, Integer> going = new HashMap<>();
    for (Candidate candidate : vanished) {
      if (isBehindLink(candidate.source())) {
        continue;
      }
      for (String root : crawl.scope().rootsOf(candidate.source())) {
        going.merge(root, 1, Integer::sum);
      }
    }
    Map<Candidate, Doubt> doubts = new HashMap<>();
    for (Candidate candidate : vanished) {
      doubt(candidate.source(), going).ifPresent(doubt -> doubts.put(candidate, doubt));
    }
    return doubts;
  }

  private Optional<Doubt> doubt(String source, Map<String, Integer> going) {
    Optional<LeftOut> link =
        crawl.leftOut(source).filter(it -> it.cause() == LeftOut.Cause.LINK_OUT);
    if (link.isPresent()) {
      return Optional.of(new Doubt(link.get().source(), BEHIND_LINK, true));
    }
    Optional<Doubt> ofPlace = presence.doubtOfRemoval(source);
    if (ofPlace.isPresent()) {
      return ofPlace;
    }
    KnownItem item = known.at(source);
    String image = item == null ? null : item.imageSource();
    if (image != null && presence.isMissing(image)) {
      Optional<Doubt> ofImage = presence.doubtOfRemoval(image);
      if (ofImage.isPresent()) {
        return ofImage;
      }
    }
    if (plan.isBarren(source)) {
      return Optional.of(
          new Doubt(SourceUri.fileUri(source), "it holds no captions any more", true));
    }
    for (String root : crawl.scope().rootsOf(source)) {
      int held = heldBelow.getOrDefault(root, 0);
      int gone = going.getOrDefault(root, 0);
      if (held > FEW && 2L * gone > held) {
        return Optional.of(
            new Doubt(
                root,
                "%s of the %s items that the index holds of it are gone".formatted(gone, held),
                true));
      }
    }
    return Optional.empty();
  }

  private static void keep(Candidate candidate, Doubt doubt, Accounts accounts) {
    String reason = "kept: %s: %s".formatted(SourceUri.display(doubt.folder()), doubt.finding());
    if (candidate.met()) {
      accounts.keep();
    } else {
      accounts.keep(candidate.source(), SourceKind.of(candidate.modality()), reason);
    }
  }

  private static RemovalQuestion question(Doubt doubt, long items) {
    return new RemovalQuestion(
        SourceUri.display(doubt.folder()),
        doubt.finding(),
        items,
        doubt.answerable(),
        doubt.finding().equals(BEHIND_LINK));
  }
}
