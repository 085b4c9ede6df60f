package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Condition;
import dev.diptych.core.Filter;
import dev.diptych.core.Modality;
import dev.diptych.core.PictureFormat;
import dev.diptych.core.Place;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {

  private static final LocalDate TODAY = LocalDate.of(2024, 6, 15);

  @Test
  void parse_everythingAtOnce_isTakenApart() {
    ParsedQuery parsed =
        parse("taken:2024-06 folder:holiday \"red circle\" beside a -square -\"blue dot\"");

    assertThat(parsed.words()).isEqualTo("red circle beside a");
    assertThat(parsed.phrases()).containsExactly("red circle");
    assertThat(parsed.negatives()).containsExactly("square", "blue dot");
    assertThat(parsed.filter())
        .isEqualTo(Filter.of(taken("2024-06-01", "2024-07-01"), new Condition.Folder("holiday")));
    assertThat(parsed.hints()).isEmpty();
    assertThat(parsed.hasWords()).isTrue();
  }

  @Test
  void parse_unknownKey_isWordsWithAHint() {
    ParsedQuery parsed = parse("colour:red circle");

    assertThat(parsed.words()).isEqualTo("colour:red circle");
    assertThat(parsed.filter().isEmpty()).isTrue();
    assertThat(parsed.hints())
        .singleElement()
        .asString()
        .contains("colour:red is read as words", "folder, source, tag");
  }

  @Test
  void parse_valueThatItsKeyDoesNotTake_isWordsWithAHint() {
    ParsedQuery parsed = parse("taken:yesteryear cat");

    assertThat(parsed.words()).isEqualTo("taken:yesteryear cat");
    assertThat(parsed.filter().isEmpty()).isTrue();
    assertThat(parsed.hints()).singleElement().asString().contains("2024-06-03", "yesteryear");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a t-shirt",
        "at 12:30",
        "http://example.org/a",
        "ratio 3:2",
        "- dash",
        "a -- b",
        "tag: nothing",
        ":colon",
        "say \"unclosed"
      })
  void parse_punctuationOfWords_staysInThem(String text) {
    ParsedQuery parsed = parse(text);

    assertThat(parsed.words()).isEqualTo(text.replace("\"", ""));
    assertThat(parsed.negatives()).isEmpty();
    assertThat(parsed.filter().isEmpty()).isTrue();
    assertThat(parsed.hints()).isEmpty();
  }

  @Test
  void parse_conditionsAlone_haveNoWords() {
    ParsedQuery parsed = parse("  TAG:\"New York\" -camera:canon ");

    assertThat(parsed.hasWords()).isFalse();
    assertThat(parsed.filter())
        .isEqualTo(
            Filter.of(
                new Condition.Tag("New York"), new Condition.Not(new Condition.Camera("canon"))));
  }

  @Test
  void parse_commas_meanAnyExceptInQuotesAndAfterNear() {
    assertThat(parse("tag:sea,beach").filter())
        .isEqualTo(
            Filter.of(
                new Condition.AnyOf(
                    List.of(new Condition.Tag("sea"), new Condition.Tag("beach")))));
    assertThat(parse("tag:\"sea, beach\"").filter())
        .isEqualTo(Filter.of(new Condition.Tag("sea, beach")));
    assertThat(parse("near:47.37,-8.5,500m").filter())
        .isEqualTo(Filter.of(new Condition.Near(new Place(47.37, -8.5, ""), 500)));
    assertThat(parse("near:47.37,8.5").filter())
        .isEqualTo(Filter.of(new Condition.Near(new Place(47.37, 8.5, ""), 10_000)));
  }

  @Test
  void parse_sizesKindsAndFormats_areConditions() {
    assertThat(
            parse(
                    "width:640 height:1000.. orientation:Portrait format:jpg has:caption has:text"
                        + " type:text")
                .filter())
        .isEqualTo(
            Filter.of(
                new Condition.Pixels(Condition.Pixels.Side.WIDTH, 640, 640),
                new Condition.Pixels(Condition.Pixels.Side.HEIGHT, 1000, Integer.MAX_VALUE),
                new Condition.Oriented(Condition.Oriented.Orientation.PORTRAIT),
                new Condition.OfFormat(PictureFormat.JPEG),
                new Condition.HasCaption(),
                new Condition.HasText(),
                new Condition.OfModality(Modality.TEXT)));
  }

  @ParameterizedTest
  @CsvSource({
    "2024, 2024-01-01, 2025-01-01",
    "2024-06, 2024-06-01, 2024-07-01",
    "2024-12, 2024-12-01, 2025-01-01",
    "2024-6-3, 2024-06-03, 2024-06-04",
    "2024-02-29, 2024-02-29, 2024-03-01",
    "2022..2023, 2022-01-01, 2024-01-01",
    "2024-05-30..2024-06-02, 2024-05-30, 2024-06-03",
    "..2023, , 2024-01-01",
    "2024-03.., 2024-03-01, ",
    "today, 2024-06-15, 2024-06-16",
    "yesterday, 2024-06-14, 2024-06-15",
    "last 30 days, 2024-05-17, 2024-06-16",
    "last30days, 2024-05-17, 2024-06-16",
    "last week, 2024-06-09, 2024-06-16",
    "Last 2 Years, 2022-06-16, 2024-06-16"
  })
  void parse_dates_areRunsOfWholeDays(String value, String from, String until) {
    assertThat(parse("taken:\"" + value + "\"").filter()).isEqualTo(Filter.of(taken(from, until)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-13", "2023-02-29", "24", "..", "2024..2023", "last 0 days", "june"})
  void parse_noDates_areWords(String value) {
    ParsedQuery parsed = parse("taken:\"" + value + "\"");

    assertThat(parsed.filter().isEmpty()).as(value).isTrue();
    assertThat(parsed.hints()).hasSize(1);
    assertThat(parsed.words()).contains(value);
  }

  @Test
  void parse_anyCharacters_neverFailsAndLosesNoWord() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String signs = "ab:\"- ,.taken2é東\ud83d\ude00\n\t\u3000";
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(30); length > 0; length--) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      ParsedQuery parsed = parse(text.toString());
      String kept = parsed.words() + parsed.negatives() + parsed.filter();
      for (int c : text.chars().filter(Character::isLetter).toArray()) {
        if (c != 't' && c != 'n' && c != 'k' && c != 'e') {
          assertThat(kept).as("seed %s: %s", seed, text).contains(Character.toString(c));
        }
      }
    }
  }

  private static ParsedQuery parse(String text) {
    return QueryParser.parse(text, TODAY);
  }

  private static Condition taken(String from, String until) {
    return new Condition.Taken(midnight(from), midnight(until));
  }

  private static Optional<LocalDateTime> midnight(String day) {
    return Optional.ofNullable(day).map(it -> LocalDate.parse(it).atStartOfDay());
  }
}
