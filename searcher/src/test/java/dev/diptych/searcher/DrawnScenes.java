package dev.diptych.searcher;

import dev.diptych.core.Modality;
import dev.diptych.encoders.Model;
import dev.diptych.index.FeatureFormat;
import dev.diptych.scenes.Caption;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneRenderer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The embedded model and scenes drawn for it.
 *
 * @param model the embedded one
 * @param pictures PNG files
 * @param captions what is on them, one for each
 */
record DrawnScenes(Model model, List<byte[]> pictures, List<String> captions) {

  static final int COUNT = 40;

  private static final long SEED = 5;

  /**
   * Draws.
   *
   * @param model the embedded one
   */
  static DrawnScenes draw(Model model) {
    SceneEvaluation scenes = SceneEvaluation.drawFresh(COUNT, SEED);
    return new DrawnScenes(
        model,
        scenes.pictures().stream()
            .map(picture -> SceneRenderer.renderPng(picture.scene(), 128, picture.seed()))
            .toList(),
        scenes.captions().stream().map(Caption::text).toList());
  }

  /** {@return an index with all pictures and captions} */
  SceneIndex index(Path folder, FeatureFormat format) {
    SceneIndex scenes = new SceneIndex(folder, model, format);
    scenes.addPictures(0, pictures);
    scenes.addTexts(0, captions);
    scenes.commit();
    return scenes;
  }

  static SearchRequest request(Query query, Modality target, int depth) {
    return new SearchRequest(query, target, 100, 0, depth, Optional.empty());
  }

  static SearchOptions options() {
    return new SearchOptions(1 << 20, 16 << 20, 16, Duration.ZERO);
  }
}
