package dev.diptych.benchmarks.families;

import dev.diptych.benchmarks.Table;
import dev.diptych.core.Embedding;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.evaluation.RankCorrelation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What 8-bit integers change, from the picture to the score, of the same pictures and texts.
 *
 * @param pictures 1 - cosine of a picture's vectors in both arithmetics, mean; null without a first
 *     stage, as are the next two
 * @param texts the same of texts
 * @param cosines largest difference of the cosine of a picture and a text
 * @param logits largest difference of the match logit of a pair; null without a second stage, as
 *     are the next two
 * @param spread standard deviation of the match logit among the pictures of a text, in floats
 * @param points of rank correlation that are lost, Spearman's, mean over the texts, in hundredths
 */
record IntegerLoss(
    @Nullable Double pictures,
    @Nullable Double texts,
    @Nullable Double cosines,
    @Nullable Double logits,
    @Nullable Double spread,
    @Nullable Double points) {

  private static final int TOKENS = 8;
  private static final double POINTS = 100;

  /** The columns of {@link #addTo}. */
  static String[] columns() {
    return new String[] {
      "family",
      "1 - cosine, pictures",
      "1 - cosine, texts",
      "largest difference of a cosine",
      "of a match logit",
      "deviation of match logits",
      "points of rank correlation lost"
    };
  }

  void addTo(Table table, String family) {
    table.row(family, pictures, texts, cosines, logits, spread, points);
  }

  /**
   * Runs both models.
   *
   * @param texts how many
   */
  static IntegerLoss measure(Costs.Twins twins, int texts) {
    Subject floats = twins.floats();
    Subject bytes = twins.bytes();
    @Nullable Double ofPictures = null;
    @Nullable Double ofTexts = null;
    @Nullable Double ofCosines = null;
    if (floats.recalls()) {
      List<TokenizedText> queries = floats.queries(texts);
      List<Embedding> exactPictures = floats.vectors();
      List<Embedding> exactTexts = floats.vectors(queries);
      List<Embedding> nearPictures = bytes.vectors();
      List<Embedding> nearTexts = bytes.vectors(queries);
      ofPictures = meanDistance(exactPictures, nearPictures);
      ofTexts = meanDistance(exactTexts, nearTexts);
      ofCosines = largest(cosines(exactPictures, exactTexts), cosines(nearPictures, nearTexts));
    }
    if (!floats.reranks()) {
      return new IntegerLoss(ofPictures, ofTexts, ofCosines, null, null, null);
    }
    List<PatchFeatures> exact = floats.features();
    List<PatchFeatures> near = bytes.features();
    double most = 0;
    double spread = 0;
    double lost = 0;
    for (TokenizedText text : floats.words(texts, TOKENS)) {
      double[] expected = floats.match(text, exact);
      double[] found = bytes.match(text, near);
      most = Math.max(most, largest(expected, found));
      spread += deviation(expected) / texts;
      lost += POINTS * (1 - RankCorrelation.of(expected, found)) / texts;
    }
    return new IntegerLoss(ofPictures, ofTexts, ofCosines, most, spread, lost);
  }

  private static double meanDistance(List<Embedding> as, List<Embedding> bs) {
    double sum = 0;
    for (int i = 0; i < as.size(); i++) {
      sum += 1 - dot(as.get(i).toArray(), bs.get(i).toArray());
    }
    return sum / as.size();
  }

  /**
   * In doubles: what is left of 1 is as small as a float's own rounding. Of several vectors, their
   * mean.
   */
  private static double dot(float[] a, float[] b) {
    double dot = 0;
    double ofA = 0;
    double ofB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      ofA += (double) a[i] * a[i];
      ofB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(ofA * ofB);
  }

  private static double[] cosines(List<Embedding> pictures, List<Embedding> texts) {
    return pictures.stream()
        .flatMapToDouble(picture -> texts.stream().mapToDouble(text -> picture.dot(text).value()))
        .toArray();
  }

  private static double largest(double[] expected, double[] found) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i] - found[i]));
    }
    return largest;
  }

  private static double deviation(double[] values) {
    double mean = DoubleStream.of(values).average().orElse(0);
    return Math.sqrt(
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElse(0));
  }
}
