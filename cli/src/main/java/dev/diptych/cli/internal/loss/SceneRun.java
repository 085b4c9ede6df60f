package dev.diptych.cli.internal.loss;

import dev.diptych.core.Embedding;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.scenes.Caption;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneEvaluation.Picture;
import dev.diptych.scenes.SceneRenderer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Both stages of one model over scenes and their captions, known by their numbers. */
final class SceneRun {

  private static final int SIDE = 256;

  private final MatchEncoder match;
  private final List<Embedding> vectors = new ArrayList<>();
  private final List<PatchFeatures> features = new ArrayList<>();
  private final List<TokenizedText> captions = new ArrayList<>();
  private final List<List<Integer>> candidates = new ArrayList<>();

  private SceneRun(MatchEncoder match) {
    this.match = match;
  }

  /**
   * Encodes everything once and recalls.
   *
   * @param depth candidates per caption
   */
  static SceneRun of(SceneEvaluation scenes, Model model, int depth) {
    SceneRun run = new SceneRun(model.matchEncoder().orElseThrow());
    ImageEncoder images = model.imageEncoder();
    for (Picture picture : scenes.pictures()) {
      byte[] rgb = SceneRenderer.renderRgb(picture.scene(), SIDE, picture.seed());
      ImageEncoding encoding =
          images.encode(List.of(images.preprocess(RgbImage.of(SIDE, SIDE, rgb)))).getFirst();
      run.vectors.add(encoding.vector());
      run.features.add(encoding.features());
    }
    TextEncoder texts = model.textEncoder().orElseThrow();
    for (Caption caption : scenes.captions()) {
      run.captions.add(run.match.tokenize(caption.text()));
      TokenizedText words = texts.tokenize(caption.text());
      run.candidates.add(run.recall(texts.encode(List.of(words)).getFirst(), depth));
    }
    return run;
  }

  private List<Integer> recall(Embedding query, int depth) {
    Comparator<Integer> byScore =
        Comparator.comparingDouble(picture -> query.dot(vectors.get(picture)).value());
    return IntStream.range(0, vectors.size())
        .boxed()
        .sorted(byScore.reversed())
        .limit(depth)
        .toList();
  }

  /** {@return the pictures that the first stage finds for a caption, best first} */
  List<Integer> candidates(int caption) {
    return candidates.get(caption);
  }

  /** {@return the picture that the first stage puts first} */
  int nearest(int caption) {
    return candidates(caption).getFirst();
  }

  /** {@return the candidate that the second stage puts first} */
  int best(int caption) {
    List<Integer> mine = candidates(caption);
    double[] scores = scores(caption, mine);
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return mine.get(best);
  }

  /** {@return what the second stage gives to pictures for a caption, in their order} */
  double[] scores(int caption, List<Integer> pictures) {
    List<PatchFeatures> chosen = pictures.stream().map(features::get).toList();
    return match.scoreImages(captions.get(caption), chosen).stream()
        .mapToDouble(ItmScore::match)
        .toArray();
  }
}
