package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.Condition;
import dev.diptych.core.DiptychException;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceNotationTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);

  private static Condition.Near near(String condition) {
    return (Condition.Near) ConditionNotation.parse(condition, TODAY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "place:zurich",
        "place:ZÜRICH",
        "place:Zu\u0308rich",
        "place:Цюрих",
        "place:\"zurich, CH\"",
        "place:\"Zürich, 10km\"",
        "place:zurigo,10000m"
      })
  void place_anySpelling_isTheTown(String condition) {
    Condition.Near near = near(condition);
    assertThat(near.centre().name()).isEqualTo("Zürich");
    assertThat(near.centre().latitude()).isCloseTo(47.37, within(0.02));
    assertThat(near.centre().longitude()).isCloseTo(8.55, within(0.02));
    assertThat(near.metres()).isEqualTo(10_000);
  }

  @Test
  void place_severalOfAName_isTheLargestOrTheOneInTheCountry() {
    assertThat(near("place:paris").centre().latitude()).isCloseTo(48.85, within(0.05));
    assertThat(near("place:\"paris, US, 3km\"").centre().latitude()).isCloseTo(33.66, within(0.05));
    assertThat(near("place:\"paris, us, 3km\"").metres()).isEqualTo(3000);
    assertThat(near("place:\"san francisco\"").centre().longitude()).isCloseTo(-122.4, within(0.1));
  }

  @ParameterizedTest
  @CsvSource({"nowhereatall, near:", "san francisc, San Francisco", "'paris, ZZ', Paris"})
  void place_unknown_isRefusedWithAWayOn(String name, String hint) {
    assertThatThrownBy(() -> near("place:\"" + name + "\""))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("is none of them")
        .hasMessageContaining(hint);
  }

  @Test
  void place_amongWords_unknownIsReadAsWords() {
    ParsedQuery parsed = QueryParser.parse("place:nowhereatall sunset", TODAY);
    assertThat(parsed.filter().isEmpty()).isTrue();
    assertThat(parsed.words()).isEqualTo("place:nowhereatall sunset");
    assertThat(parsed.hints()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tag:beach",
        "-tag:\"New York\"",
        "tag:sea,lake",
        "taken:2024-06-03",
        "taken:2024",
        "taken:2024-06",
        "taken:2023-06-01..2024-06-30",
        "taken:..2023-12-31",
        "has:date",
        "has:caption",
        "near:47.37,8.54,500m",
        "place:\"Zürich, 20km\"",
        "width:640..800",
        "height:1000..",
        "orientation:portrait",
        "format:jpeg",
        "folder:/photos/2024",
        "source:img_*",
        "camera:\"eos r5\"",
        "type:image"
      })
  void conditionText_ofACondition_readsAsTheSame(String condition) {
    Condition parsed = ConditionNotation.parse(condition, TODAY);
    assertThat(ConditionText.of(parsed)).isEqualTo(condition);
    assertThat(ConditionNotation.parse(ConditionText.of(parsed), TODAY)).isEqualTo(parsed);
  }
}
