package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItcScore;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Explainer;
import dev.diptych.encoders.Explanation;
import dev.diptych.encoders.Model;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import java.util.List;
import java.util.Optional;

/** Explains words by a picture of the index, from the features that reranking reads. */
final class ItemExplainer {

  private final Model model;
  private final QueryEncoder queries;
  private final PictureFeatures pictures;

  ItemExplainer(Model model, QueryEncoder queries, PictureFeatures pictures) {
    this.model = model;
    this.queries = queries;
    this.pictures = pictures;
  }

  /** As {@link SearchEngine#explain} says. */
  ItemExplanation explain(IndexView view, ItemId id, String words) {
    Item item = image(view, id);
    Explainer explainer = explainer(view.spec());
    Embedding query = queries.encode(new Query.Text(words), view).vector();
    PatchFeatures features = pictures.of(view, item).orElseThrow(() -> without(item));
    Explanation explanation = explainer.explain(words, features);
    ItcScore itc =
        Optional.ofNullable(view.vectors(List.of(id)).get(id))
            .map(vector -> query.dot(vector))
            .orElseThrow(() -> without(item));
    return new ItemExplanation(
        item,
        words,
        itc,
        model.scoring().probability(Optional.of(explanation.itm()), itc),
        explanation);
  }

  private static Item image(IndexView view, ItemId id) {
    Item item =
        view.items(List.of(id)).stream()
            .findFirst()
            .orElseThrow(() -> new DiptychException(ErrorCode.NOT_FOUND, "there is no item " + id));
    if (item.modality() != Modality.IMAGE) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND, "item %s is a text and has no picture".formatted(id));
    }
    return item;
  }

  private Explainer explainer(IndexSpec index) {
    String name = model.reranker().name();
    if (model.matchEncoder().isEmpty()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a heat map is impossible with the model %s, which compares whole pictures with whole texts and looks at no part of a picture for a word (it has no cross-attention); index with a model that reranks, such as BLIP or ALBEF"
              .formatted(name));
    }
    if (index.mergesTokens()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a heat map is impossible in this index, which keeps %s of %s tokens of a picture, merged, and not where in the picture each of them was; index again with --tokens all"
              .formatted(index.tokens(), index.patches()));
    }
    return model
        .explainer()
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.INVALID_REQUEST,
                    "the model %s was imported by an earlier version, which gave it no graph for heat maps; import its checkpoint again with: diptych model import DIR"
                        .formatted(name)));
  }

  private static DiptychException without(Item item) {
    return new DiptychException(
        ErrorCode.NOT_FOUND,
        "the index holds no features of item %s; run `diptych index` over its folder again"
            .formatted(item.id()));
  }
}
