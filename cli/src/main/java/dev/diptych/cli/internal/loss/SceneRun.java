package dev.diptych.cli.internal.loss;

import dev.diptych.core.Embedding;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.scenes.Caption;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneEvaluation.Picture;
import dev.diptych.scenes.SceneRenderer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The stages of one model over scenes and their captions, known by their numbers: as many of both,
 * each caption said of the scene of its number.
 */
final class SceneRun {

  private static final int SIDE = 256;

  private final Model model;
  private final List<Embedding> vectors = new ArrayList<>();
  private final List<PatchFeatures> features = new ArrayList<>();
  private final List<Embedding> queries = new ArrayList<>();
  private final List<TokenizedText> captions = new ArrayList<>();
  private final List<List<Integer>> candidates = new ArrayList<>();

  private SceneRun(Model model) {
    this.model = model;
  }

  /**
   * Encodes everything once and recalls.
   *
   * @param depth candidates per caption
   */
  static SceneRun of(SceneEvaluation scenes, Model model, int depth) {
    SceneRun run = new SceneRun(model);
    for (Picture picture : scenes.pictures()) {
      run.encode(SceneRenderer.renderRgb(picture.scene(), SIDE, picture.seed()));
    }
    for (Caption caption : scenes.captions()) {
      model.matchEncoder().ifPresent(match -> run.captions.add(match.tokenize(caption.text())));
      model
          .textEncoder()
          .ifPresent(
              texts ->
                  run.queries.add(
                      texts.encode(List.of(texts.tokenize(caption.text()))).getFirst()));
    }
    for (int caption = 0; caption < scenes.captions().size(); caption++) {
      run.candidates.add(
          run.queries.isEmpty()
              ? run.neighbours(caption, depth)
              : run.recall(run.queries.get(caption), depth));
    }
    return run;
  }

  private void encode(byte[] rgb) {
    ImageEncoder images = model.imageEncoder();
    List<PixelValues> pixels = List.of(images.preprocess(RgbImage.of(SIDE, SIDE, rgb)));
    if (model.textEncoder().isEmpty()) {
      features.addAll(images.features(pixels));
      return;
    }
    ImageEncoding encoding = images.encode(pixels).getFirst();
    vectors.add(encoding.vector());
    features.add(encoding.features());
  }

  /** The picture of a caption and those that come after it, where nothing recalls. */
  private List<Integer> neighbours(int caption, int depth) {
    int pictures = features.size();
    return IntStream.range(0, Math.min(depth, pictures))
        .mapToObj(i -> (caption + i) % pictures)
        .toList();
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

  /**
   * {@return what the second stage gives to pictures for a caption, in their order; the cosines
   * where there is none}
   */
  double[] scores(int caption, List<Integer> pictures) {
    if (model.matchEncoder().isEmpty()) {
      return pictures.stream()
          .mapToDouble(picture -> queries.get(caption).dot(vectors.get(picture)).value())
          .toArray();
    }
    MatchEncoder match = model.matchEncoder().get();
    List<PatchFeatures> chosen = pictures.stream().map(features::get).toList();
    return match.scoreImages(captions.get(caption), chosen).stream()
        .mapToDouble(ItmScore::match)
        .toArray();
  }
}
