package dev.diptych.searcher;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CaptionPlan;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextJudge;
import dev.diptych.encoders.TextJudge.Verdict;
import dev.diptych.index.IndexView;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for a caption that fits a picture: one that was written before, else one written now. */
final class BetterCaption {

  /** Captions that are written to find one that fits. */
  private static final CaptionPlan SUGGESTIONS = CaptionPlan.of(3);

  private final Model model;
  private final TextJudge judge;
  private final PictureFeatures features;

  BetterCaption(Model model, TextJudge judge, PictureFeatures features) {
    this.model = model;
    this.judge = judge;
    this.features = features;
  }

  /** {@return the likeliest caption that ITM accepts; empty where none is known} */
  Optional<GeneratedText> of(IndexView view, Item image) {
    Optional<GeneratedText> written =
        view
            .textsOf(List.of(image.source().uri()))
            .getOrDefault(image.source().uri(), List.of())
            .stream()
            .flatMap(text -> GeneratedText.of(text).stream())
            .max(Comparator.comparingDouble(GeneratedText::probability));
    if (written.isPresent() || view.spec().mergesTokens()) {
      return written; // a decoder reads all tokens
    }
    return model.captioner().flatMap(captioner -> write(captioner, view, image));
  }

  private Optional<GeneratedText> write(Captioner captioner, IndexView view, Item image) {
    Map<ItemId, PatchFeatures> seen = features.of(view, List.of(image), new UnreadCandidates());
    PatchFeatures picture = seen.get(image.id());
    Embedding vector = view.vectors(List.of(image.id())).get(image.id());
    if (picture == null || vector == null) {
      return Optional.empty();
    }
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
