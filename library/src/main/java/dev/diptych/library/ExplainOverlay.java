package dev.diptych.library;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.encoders.Explanation;
import dev.diptych.encoders.HeatMap;
import dev.diptych.encoders.HeatMapOverlay;
import dev.diptych.encoders.WordMap;
import dev.diptych.library.ExplainAnswer.Part;
import dev.diptych.searcher.ItemExplanation;
import java.util.List;
import java.util.Locale;

/** The maps of an explanation as pictures with the sides of the picture they are of. Stateless. */
public final class ExplainOverlay {

  private ExplainOverlay() {}

  /**
   * Draws one map.
   *
   * @param part which map
   * @param index place among the words or phrases, from 0; of no meaning for the whole
   * @param longest the longer side in pixels, where the picture's own is not shorter
   * @return the bytes of a PNG file with transparency, to be stretched over the picture
   * @throws DiptychException INVALID_REQUEST for a place that there is not; NOT_FOUND where nothing
   *     was found, or the word has no place in any picture
   */
  public static byte[] png(ItemExplanation answer, Part part, int index, int longest) {
    HeatMap map = map(answer.explanation(), part, index);
    Item item = answer.item();
    double scale = Math.min(1, (double) longest / Math.max(item.width(), item.height()));
    return HeatMapOverlay.png(map, scaled(item.width(), scale), scaled(item.height(), scale));
  }

  private static int scaled(int side, double scale) {
    return Math.max(1, (int) Math.round(scale * side));
  }

  private static HeatMap map(Explanation explanation, Part part, int index) {
    return switch (part) {
      case WORD -> map(explanation.words(), part, index);
      case PHRASE -> map(explanation.phrases(), part, index);
      case WHOLE ->
          explanation
              .whole()
              .orElseThrow(
                  () ->
                      new DiptychException(
                          ErrorCode.NOT_FOUND,
                          "there is no map: nothing that these words say was found in the picture"));
    };
  }

  private static HeatMap map(List<WordMap> maps, Part part, int index) {
    if (index < 0 || index >= maps.size()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "%s must be the place of one of %s, counted from 0, but was %s"
              .formatted(part.name().toLowerCase(Locale.ROOT), maps.size(), index));
    }
    return maps.get(index)
        .map()
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.NOT_FOUND,
                    "there is no map: the word names nothing that has a place in a picture"));
  }
}
