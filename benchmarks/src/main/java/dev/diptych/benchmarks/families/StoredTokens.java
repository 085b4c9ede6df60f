package dev.diptych.benchmarks.families;

import dev.diptych.benchmarks.RandomIndex;
import dev.diptych.core.PatchFeatures;
import dev.diptych.core.SymmetricInt8;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.evaluation.RankCorrelation;
import dev.diptych.index.FeatureFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What the order of pictures loses by how their features are stored, of random features: numbers
 * without any structure, and so logits that lie as near to each other as those of pictures hardly
 * do. Stateless.
 */
final class StoredTokens {

  private static final int TOKENS = 8;
  private static final double POINTS = 100;

  private StoredTokens() {}

  /**
   * Orders pictures for texts with exact and with stored features.
   *
   * @param subject in floats, with a second stage
   * @param format F16 or INT8
   * @return points of rank correlation lost, Spearman's, mean over the texts, in hundredths
   */
  static double lost(Subject subject, FeatureFormat format, int pictures, int texts) {
    SplittableRandom random = new SplittableRandom(pictures);
    List<PatchFeatures> exact =
        IntStream.range(0, pictures)
            .mapToObj(i -> RandomIndex.features(subject.model().bundle().shape(), random))
            .toList();
    List<PatchFeatures> stored = exact.stream().map(each -> stored(each, format)).toList();
    double lost = 0;
    for (TokenizedText text : subject.words(texts, TOKENS)) {
      lost +=
          POINTS
              * (1 - RankCorrelation.of(subject.match(text, exact), subject.match(text, stored)));
    }
    return lost / texts;
  }

  private static PatchFeatures stored(PatchFeatures exact, FeatureFormat format) {
    float[] values = exact.toArray();
    switch (format) {
      case NONE, F32 -> {}
      case F16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
        }
      }
      case INT8 -> {
        byte[] row = new byte[exact.width()];
        float[] back = new float[exact.width()];
        for (int start = 0; start < values.length; start += row.length) {
          float scale = SymmetricInt8.quantize(values, start, row);
          SymmetricInt8.expand(row, 0, scale, back);
          System.arraycopy(back, 0, values, start, back.length);
        }
      }
    }
    return PatchFeatures.of(exact.patches(), exact.width(), values);
  }
}
