package dev.diptych.benchmarks.captions;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Embedding;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CaptionPlan;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextJudge;
import dev.diptych.encoders.TextJudge.Verdict;
import dev.diptych.scenes.Caption;
import dev.diptych.scenes.Scene;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneRenderer;
import java.util.ArrayList;
import java.util.List;

/** Fresh scenes as the model sees them, with what it writes of them and finds of texts. */
final class DescribedScenes {

  private static final int SIDE = 256;

  private final SceneEvaluation drawn;
  private final Model model;
  private final TextJudge judge;
  private final List<byte[]> pictures = new ArrayList<>();
  private final List<PatchFeatures> features = new ArrayList<>();
  private final List<Embedding> vectors = new ArrayList<>();

  DescribedScenes(Model model, int count, long seed) {
    this.drawn = SceneEvaluation.drawFresh(count, seed);
    this.model = model;
    this.judge = new TextJudge(model);
    ImageEncoder encoder = model.imageEncoder();
    for (SceneEvaluation.Picture picture : drawn.pictures()) {
      byte[] png = SceneRenderer.renderPng(picture.scene(), SIDE, picture.seed());
      ImageEncoding encoding =
          encoder
              .encode(List.of(encoder.preprocess(ImageReader.standard().read(png, picture.name()))))
              .getFirst();
      pictures.add(png);
      features.add(encoding.features());
      vectors.add(encoding.vector());
    }
  }

  int count() {
    return pictures.size();
  }

  byte[] picture(int index) {
    return pictures.get(index);
  }

  Scene scene(int index) {
    return drawn.pictures().get(index).scene();
  }

  /** {@return a true caption that names every object} */
  Caption caption(int index) {
    return drawn.captions().get(index);
  }

  /** {@return whether a text is known to be true of a scene} */
  boolean isTrue(String text, int index) {
    return Caption.read(text).filter(it -> it.isTrueOf(scene(index))).isPresent();
  }

  /**
   * {@return the captions that an index run writes of a picture, before it holds them against it}
   */
  List<String> written(int index, CaptionPlan plan) {
    String hash = ContentHash.of(picture(index));
    long seed = Long.parseUnsignedLong(hash.substring(0, 16), 16);
    return model
        .captioner()
        .orElseThrow()
        .write(List.of(features.get(index)), List.of(seed), plan)
        .getFirst();
  }

  Verdict judge(String text, int index) {
    return judge.judge(features.get(index), vectors.get(index), List.of(text)).getFirst();
  }
}
