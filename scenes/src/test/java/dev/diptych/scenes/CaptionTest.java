package dev.diptych.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CaptionTest {

  private static final long SEED = 4;

  private record Drawn(Scene scene, Caption caption) {
    String text() {
      return caption.text();
    }

    Meaning meaning() {
      return caption.meaning();
    }
  }

  private static final List<Drawn> FULL = draw(10_000, true);
  private static final List<Drawn> SHORT = draw(10_000, false);

  @Test
  void of_anyScene_isTrueOfIt() {
    assertThat(FULL).as("seed %s", SEED).allMatch(d -> d.caption().isTrueOf(d.scene()));
    assertThat(SHORT).as("seed %s", SEED).allMatch(d -> d.caption().isTrueOf(d.scene()));
  }

  @Test
  void read_anyCaption_findsItsMeaning() {
    for (List<Drawn> drawn : List.of(FULL, SHORT)) {
      assertThat(drawn)
          .as("seed %s", SEED)
          .allSatisfy(
              d ->
                  assertThat(Caption.read(d.text()).map(Caption::meaning))
                      .as(d.text())
                      .contains(d.meaning()));
    }
    assertThat(Caption.read("a red and a blue circle")).isEmpty();
    assertThat(Caption.read("a dog")).isEmpty();
    assertThat(Caption.read("")).isEmpty();
  }

  @Test
  void of_words_areAllKnownToTheEmbeddedModel() throws IOException {
    Set<String> known = vocabulary();
    Set<String> used = new HashSet<>();
    for (List<Drawn> drawn : List.of(FULL, SHORT)) {
      drawn.forEach(d -> used.addAll(Arrays.asList(d.text().replace(",", " ,").split(" "))));
    }

    assertThat(known).containsAll(used);
    assertThat(used).as("seed %s", SEED).hasSizeGreaterThan(50).contains("crosses", "grey", "big");
  }

  @Test
  void of_everyText_followsTheGrammar() {
    String object =
        "(an (?=[aeiou])|a (?![aeiou]))((small|large|big) )?([a-z]+ )?"
            + "(circle|square|triangle|star|heart|ring|cross|diamond|shape)";
    String relation = "((to the )?(left|right) of|above|over|below|under)";
    String place =
        "( in the (center|(top|bottom) (left|right) corner)| at the (top|bottom)| on the (left|right))?";
    String number =
        "(two|three) [a-z]+ (circles|squares|triangles|stars|hearts|rings|crosses|diamonds)";
    String objects =
        "(%1$s%2$s|%1$s and %1$s|%1$s, %1$s and %1$s|%1$s %3$s %1$s( and %1$s)?|%1$s and %1$s %3$s %1$s)"
            .formatted(object, place, relation);
    Pattern grammar =
        Pattern.compile(
            "(a picture of |there is |an image with )?(%s|%s)( on a (white|black|gray|grey|beige|navy) background)?"
                .formatted(objects, number));

    assertThat(FULL).as("seed %s", SEED).allMatch(d -> grammar.matcher(d.text()).matches());
    assertThat(SHORT).as("seed %s", SEED).allMatch(d -> grammar.matcher(d.text()).matches());
  }

  @Test
  void of_full_namesEveryObjectWithColourAndShape() {
    assertThat(FULL)
        .as("seed %s", SEED)
        .allSatisfy(
            d -> {
              Meaning.Count count = d.meaning().count();
              if (count != null) {
                assertThat(count.atLeast()).isEqualTo(d.scene().objects().size());
              } else {
                assertThat(d.meaning().objects())
                    .hasSameSizeAs(d.scene().objects())
                    .allMatch(pattern -> pattern.colour() != null && pattern.shape() != null);
              }
            });
  }

  @Test
  void of_parts_comeAsOftenAsIntended() {
    assertShare(FULL, .45, d -> d.meaning().background() != null);
    assertShare(SHORT, .2, d -> d.meaning().background() != null);
    assertShare(FULL, .15, d -> d.text().matches("(a picture of|there is|an image with) .*"));
    List<Drawn> single = with(FULL, d -> d.scene().objects().size() == 1);
    assertShare(single, .4, d -> d.meaning().position() != null);
    List<Drawn> gray = with(FULL, d -> d.meaning().background() == Background.GRAY);
    assertShare(gray, .3, d -> d.text().contains("grey"));
    List<Drawn> large = with(single, d -> d.meaning().objects().getFirst().size() == Size.LARGE);
    assertShare(large, .3, d -> d.text().contains("big"));
    List<Drawn> drawnLarge = with(single, d -> d.scene().objects().getFirst().size() == Size.LARGE);
    assertShare(drawnLarge, .7, d -> d.meaning().objects().getFirst().size() == Size.LARGE);
    List<Drawn> several =
        with(SHORT, d -> d.scene().objects().size() == 3 && d.meaning().count() == null);
    assertShare(several, .6, d -> d.meaning().objects().size() == 2);
    List<Drawn> shortSingle = with(SHORT, d -> d.scene().objects().size() == 1);
    assertShare(shortSingle, .75, d -> d.meaning().objects().getFirst().colour() != null);
    assertShare(shortSingle, .75 * .15, d -> d.meaning().objects().getFirst().shape() == null);
    List<Drawn> clearPairs =
        with(
            FULL,
            d ->
                d.scene().objects().size() == 2
                    && d.meaning().count() == null
                    && Direction.between(d.scene().objects().get(0), d.scene().objects().get(1))
                        .isPresent());
    assertShare(clearPairs, .75, d -> d.meaning().relation() != null);
    List<Drawn> alike =
        with(
            FULL,
            d ->
                d.scene().objects().size() > 1
                    && d.scene().objects().stream()
                        .allMatch(d.scene().objects().getFirst()::looksLike));
    assertShare(alike, .8, d -> d.meaning().count() != null);
  }

  private static void assertShare(List<Drawn> drawn, double expected, Predicate<Drawn> property) {
    double share = drawn.stream().filter(property).count() / (double) drawn.size();
    double deviation = Math.sqrt(expected * (1 - expected) / drawn.size());
    assertThat(share).as("seed %s", SEED).isCloseTo(expected, within(4 * deviation));
  }

  private static List<Drawn> with(List<Drawn> drawn, Predicate<Drawn> property) {
    return drawn.stream().filter(property).toList();
  }

  private static List<Drawn> draw(int count, boolean full) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Drawn> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Scene scene = Scene.sample(random);
      drawn.add(new Drawn(scene, Caption.of(random, scene, full)));
    }
    return drawn;
  }

  private static Set<String> vocabulary() throws IOException {
    try (InputStream input = CaptionTest.class.getResourceAsStream("vocabulary.txt")) {
      assertThat(input).as("list of the embedded model's words").isNotNull();
      return Set.copyOf(new String(input.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }
  }
}
