package dev.diptych.encoders.internal.merging;

import dev.diptych.core.PatchFeatures;

/** The patch tokens of a picture, merged until so many are left; the class token is left alone. */
public final class MergedTokens {

  private MergedTokens() {}

  /**
   * Merges: {@code f32 [P,W] -> f32 [tokens,W]}, each token the mean of those it counts.
   *
   * @param features as the vision tower gave them, class token first
   * @param tokens how many shall be left, 2 to P
   */
  public static PatchFeatures of(PatchFeatures features, int tokens) {
    int width = features.width();
    float[] values = features.toArray();
    int patches = features.patches();
    int[] groups =
        WardMerging.groups(SquaredDistances.of(values, width, patches - 1, width), tokens - 1);
    int[] place = new int[patches];
    float[] counts = new float[tokens];
    float[] sums = new float[tokens * width];
    int places = 0;
    for (int token = 0; token < patches; token++) {
      boolean first = token == 0 || groups[token - 1] == token - 1;
      int of = token == 0 ? 0 : groups[token - 1] + 1;
      if (first) {
        place[token] = places++;
      }
      add(values, token * width, sums, place[of] * width, width);
      counts[place[of]]++;
    }
    divide(sums, counts, width);
    return PatchFeatures.merged(PatchFeatures.of(tokens, width, sums), counts);
  }

  private static void add(float[] values, int from, float[] sums, int to, int width) {
    for (int i = 0; i < width; i++) {
      sums[to + i] += values[from + i];
    }
  }

  private static void divide(float[] sums, float[] counts, int width) {
    for (int token = 0; token < counts.length; token++) {
      for (int i = token * width; i < (token + 1) * width; i++) {
        sums[i] /= counts[token];
      }
    }
  }
}
