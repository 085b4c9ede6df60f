package dev.diptych.evaluation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Explainer;
import dev.diptych.encoders.Grounding;
import dev.diptych.encoders.GroundingFit;
import dev.diptych.encoders.Model;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.library.DiptychIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds which heads of a model look for which kinds of English words, from the pairs of a caption
 * file: heat maps then go by them.
 */
public final class HeatMapFit {

  private static final long SEED = 2026;

  private HeatMapFit() {}

  /**
   * Fits. Costs two pairs of the image-grounded encoder for each text.
   *
   * @param model the one that the index was made with
   * @param pairs the caption file, which the index holds
   * @param most texts to read
   * @throws DiptychException INVALID_REQUEST where the model has no maps, the index keeps merged
   *     tokens or no features, or the texts have none of the words
   */
  public static Grounding of(Model model, DiptychIndex index, Path pairs, int most) {
    Explainer explainer =
        model
            .explainer()
            .orElseThrow(
                () ->
                    refused(
                        "the model %s has no heat maps, so there are no heads to find; name a model that has a second stage"
                            .formatted(model.bundle().name())));
    if (index.folder().spec().mergesTokens()) {
      throw refused("of merged tokens no place is known; measure with --tokens all");
    }
    GroundingFit fit = explainer.fit(EnglishKinds.ALL, SEED);
    int read = 0;
    try (ItemReader reader = index.folder().openReader(index.bundle().fingerprint());
        IndexView view = reader.view()) {
      for (Map.Entry<String, ItemId> pair : PairsCollection.of(view, pairs).some(most).entrySet()) {
        PatchFeatures features =
            view.features(List.of(pair.getValue())).found().get(pair.getValue());
        if (features != null) {
          fit.add(pair.getKey(), features);
          read++;
        }
      }
    }
    if (read == 0) {
      throw refused(
          "the index keeps no patch features, which heat maps are made of; index with --features f16");
    }
    Grounding found =
        fit.finish(
            String.format(
                Locale.ROOT,
                "%,d texts of %s",
                read,
                String.valueOf(pairs.toAbsolutePath().getFileName())));
    if (found.kinds().isEmpty()) {
      throw refused(
          "no text of %s names two things or two colours by words that are known, so that no head can be told from another; take captions in English that do"
              .formatted(pairs));
    }
    return found;
  }

  private static DiptychException refused(String message) {
    return new DiptychException(ErrorCode.INVALID_REQUEST, message);
  }
}
