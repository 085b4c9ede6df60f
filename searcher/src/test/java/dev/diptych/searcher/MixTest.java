package dev.diptych.searcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mix means, and how people write one. */
class MixTest {

  private static final Query.Text WORDS = new Query.Text("a red circle");
  private static final Query.Image PICTURE = Query.Image.of("a picture".getBytes(UTF_8));
  private static final Query.IndexedItem ITEM = new Query.IndexedItem(new ItemId("image000001"));

  private static Mix.Part part(Query.Single query, double weight) {
    return new Mix.Part(query, weight);
  }

  @Test
  void mixes_ofEqualMeaning_areEqual() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Mix.Part> parts = new ArrayList<>();
      for (Query.Single query : List.of(WORDS, PICTURE, ITEM)) {
        parts.add(part(query, (random.nextInt(200) - 99) / 10.0));
      }
      parts.add(part(new Query.Text("always"), 1 + random.nextInt(9)));
      Mix mix = new Mix(parts);
      List<Mix.Part> other =
          new ArrayList<>(
              parts.stream().map(each -> part(each.query(), each.weight() * 7)).toList());
      other.add(part(new Query.Text("of no weight"), 0));
      Mix.Part last = other.removeFirst();
      other.add(part(last.query(), last.weight() / 2));
      other.add(part(Query.Image.of("a picture".getBytes(UTF_8)), 0));
      other.add(part(last.query(), last.weight() / 2));
      Collections.shuffle(other, random);
      assertThat(new Mix(other)).as("seed %s", seed).isEqualTo(mix);
      assertThat(mix.parts().stream().mapToDouble(each -> Math.abs(each.weight())).sum())
          .as("seed %s", seed)
          .isBetween(1 - 1e-8, 1 + 1e-8);
    }
  }

  @Test
  void of_onePartThatCounts_isItsQuery() {
    assertThat(Mix.of(List.of(part(WORDS, .3), part(ITEM, 0)))).isSameAs(WORDS);
    assertThat(Mix.of(List.of(part(WORDS, 1), part(ITEM, 1)))).isInstanceOf(Mix.class);
  }

  @Test
  void mix_nothingWanted_isRefused() {
    assertRefused(() -> Mix.of(List.of(part(WORDS, -1))), "weight above 0");
    assertRefused(() -> Mix.of(List.of(part(WORDS, 1), part(WORDS, -1))), "weight above 0");
    assertRefused(() -> Mix.of(List.of()), "weight above 0");
    assertRefused(() -> Mix.of(Collections.nCopies(9, part(WORDS, 1))), "at most 8 parts");
    assertRefused(() -> part(WORDS, Double.NaN), "NaN");
    assertRefused(() -> part(WORDS, 1001), "1001");
  }

  private static void assertRefused(Runnable making, String why) {
    assertThatThrownBy(making::run)
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining(why);
  }

  @Test
  void items_asWritten_areThoseWithTheirWeights() {
    assertThat(
            new MixParts()
                .items("image00a, image00b^0.5,-image00c^2,image00d^-.25,-image00e")
                .query())
        .isEqualTo(
            new Mix(
                List.of(
                    part(new Query.IndexedItem(new ItemId("image00a")), 1),
                    part(new Query.IndexedItem(new ItemId("image00b")), .5),
                    part(new Query.IndexedItem(new ItemId("image00c")), -2),
                    part(new Query.IndexedItem(new ItemId("image00d")), -.25),
                    part(new Query.IndexedItem(new ItemId("image00e")), -1))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"^", "^x", "^1e3", "^١", "^1,image00b^--2", "^1001"})
  void items_noWeight_isRefused(String written) {
    assertRefused(() -> new MixParts().items("image00a" + written), "a weight is a number");
  }

  @Test
  void items_weightOutOfRange_isNamedAsItWasTyped() {
    assertRefused(
        () -> new MixParts().items("image00a^-5000"),
        "from -1000 to 1000, such as 0.5, but was \"-5000\"");
  }

  @ParameterizedTest
  @CsvSource({"-red tag:x, -1, red", "circle -red, 1, circle", "tag:beach, 0, ''"})
  void typed_besideAPicture_isWhatIsWantedOrWhatIsNot(String typed, int sign, String wanted) {
    Query query =
        new MixParts()
            .add(PICTURE, 1)
            .typed(QueryParser.parse(typed), Modality.IMAGE, true, 1)
            .query();
    if (sign == 0) {
      assertThat(query).as("conditions alone").isSameAs(PICTURE);
    } else {
      assertThat(((Mix) query).parts())
          .filteredOn(part -> part.query() instanceof Query.Text)
          .singleElement()
          .satisfies(
              part -> {
                assertThat(part.weight()).isEqualTo(sign * .5);
                assertThat(((Query.Text) part.query()).words()).isEqualTo(wanted);
              });
    }
  }
}
