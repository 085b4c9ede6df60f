package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Matching with tokens that stand for several. */
class MergedMatchTest {

  private static final long SEED = System.nanoTime();

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // JUnit fills it in
  private static Model model;

  @BeforeAll
  static void load() {
    ModelStore store = ModelStore.at(folder);
    model = store.load(store.embedded());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** The same picture twice: each token as often as it counts, and each once with its count. */
  private record Pair(PatchFeatures repeated, PatchFeatures merged) {

    static Pair of(int distinct, Random random) {
      int patches = model.imageEncoder().patches();
      int width = model.imageEncoder().width();
      float[] tokens = new float[distinct * width];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = (float) random.nextGaussian();
      }
      float[] counts = new float[distinct];
      float[] all = new float[patches * width];
      for (int token = 0; token < patches; token++) {
        // The class token has no copies: a budget would not merge them with it.
        int original = token < distinct ? token : 1 + random.nextInt(distinct - 1);
        counts[original]++;
        System.arraycopy(tokens, original * width, all, token * width, width);
      }
      return new Pair(
          PatchFeatures.of(patches, width, all),
          PatchFeatures.merged(PatchFeatures.of(distinct, width, tokens), counts));
    }
  }

  @Test
  void scoreImages_equalTokensMergedIntoOne_isThatOfAllOfThem() {
    Random random = new Random(SEED);
    TokenizedText words = tokens("a red circle to the left of a blue square");
    for (int distinct : new int[] {2, 12, 40}) {
      List<Pair> pairs =
          List.of(Pair.of(distinct, random), Pair.of(distinct, random), Pair.of(distinct, random));
      assertSame(
          match().scoreImages(words, pairs.stream().map(Pair::merged).toList()),
          match().scoreImages(words, pairs.stream().map(Pair::repeated).toList()));
    }
  }

  @Test
  void scoreTexts_equalTokensMergedIntoOne_isThatOfAllOfThem() {
    Random random = new Random(SEED);
    List<TokenizedText> texts =
        List.of(tokens("a star"), tokens("two green rings on a black background"));
    for (int distinct : new int[] {2, 12, 40}) {
      Pair pair = Pair.of(distinct, random);
      assertSame(
          match().scoreTexts(pair.merged(), texts), match().scoreTexts(pair.repeated(), texts));
    }
  }

  @Test
  void score_withinABudgetThatHoldsEveryDistinctToken_isThatOfAll() {
    Random random = new Random(SEED);
    TokenizedText words = tokens("two green rings on a black background");
    for (int distinct : new int[] {2, 12, 40}) {
      PatchFeatures all = Pair.of(distinct, random).repeated();
      PatchFeatures merged = new TokenBudget(distinct).apply(all);
      assertThat(merged.patches()).isEqualTo(distinct);
      assertSame(
          match().scoreImages(words, List.of(merged)), match().scoreImages(words, List.of(all)));
      assertSame(
          match().scoreTexts(merged, List.of(words)), match().scoreTexts(all, List.of(words)));
    }
  }

  @Test
  void score_ofMergedFeatures_isTheSameInBothDirectionsAndAsBytes() {
    Random random = new Random(SEED);
    PatchFeatures merged = Pair.of(9, random).merged();
    TokenizedText words = tokens("a small pink heart");
    List<ItmScore> one = match().scoreImages(words, List.of(merged));
    assertSame(match().scoreTexts(merged, List.of(words)), one);
    assertSame(match().scoreImages(words, List.of(merged, merged)).subList(1, 2), one);
  }

  @Test
  void scoreImages_oneMergedBesideOneThatIsNot_scoresEachAsIfAlone() {
    Random random = new Random(SEED);
    float[] values = new float[20 * model.imageEncoder().width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    PatchFeatures tokens = PatchFeatures.of(20, model.imageEncoder().width(), values);
    float[] counts = new float[20];
    Arrays.fill(counts, 10, 20, 4);
    Arrays.fill(counts, 0, 10, 1);
    PatchFeatures merged = PatchFeatures.merged(tokens, counts);
    TokenizedText words = tokens("a ring");
    List<ItmScore> together = match().scoreImages(words, List.of(tokens, merged));
    assertSame(together.subList(1, 2), match().scoreImages(words, List.of(merged)));
    assertThat(together.get(0).match()).isNotEqualTo(together.get(1).match());
  }

  private static MatchEncoder match() {
    return model.matchEncoder().orElseThrow();
  }

  private static TokenizedText tokens(String words) {
    return match().tokenize(words);
  }

  private static void assertSame(List<ItmScore> actual, List<ItmScore> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).match())
          .as("pair %s, seed %s", i, SEED)
          .isCloseTo(expected.get(i).match(), within(1e-4f));
      assertThat(actual.get(i).noMatch())
          .as("pair %s, seed %s", i, SEED)
          .isCloseTo(expected.get(i).noMatch(), within(1e-4f));
    }
  }
}
